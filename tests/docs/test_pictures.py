"""The guides' pictures: each exists, each is shown once, none is heavy, and both languages show the same."""

import re
import sys
from pathlib import Path

import pytest
from PIL import Image
from tests.docs.pages import DOCS

PICTURES = DOCS / "guides" / "pictures"
FOLDERS = {"en": DOCS / "guides", "zh": DOCS / "zh" / "guides"}
STAFF = ("operator", "handler", "supervisor", "administrator")
LARGEST, ALL = 60_000, 3_000_000
_SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def shown(page: Path) -> list[tuple[str, Path]]:
    """(words for those who do not see it, file) of every picture of a page."""
    found = _SHOWN.findall(page.read_text("utf-8"))
    return [(words, (page.parent / path).resolve()) for words, path in found]


def guides(language: str) -> list[Path]:
    """Every guide in a language."""
    return sorted(FOLDERS[language].glob("*.md"))


def table_of(guide: str) -> list[str]:
    """The pictures that the script takes for a staff guide."""
    scripts = str(DOCS.parent / "scripts")
    sys.path.insert(0, scripts)
    try:
        from importlib import import_module

        return [shot.name for shot in import_module(f"guides.{guide}").SHOTS]
    finally:
        sys.path.remove(scripts)


@pytest.mark.parametrize("language", FOLDERS)
def test_every_picture_of_a_guide_exists_and_is_said_in_words(language: str) -> None:
    for guide in guides(language):
        for words, file in shown(guide):
            assert file.is_file(), f"run `make docs`: {file.relative_to(DOCS)} is missing"
            assert len(words) >= 3, f"{file.name} says nothing to whoever cannot see it"
            assert file.parent == PICTURES / language


@pytest.mark.parametrize("language", FOLDERS)
def test_the_residents_guide_shows_the_whole_way(language: str) -> None:
    assert len(shown(FOLDERS[language] / "resident.md")) >= 8


@pytest.mark.parametrize("language", FOLDERS)
def test_every_picture_that_is_taken_is_shown_once(language: str) -> None:
    files = [file for guide in guides(language) for _words, file in shown(guide)]
    assert sorted(files) == sorted((PICTURES / language).glob("*.webp"))


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("guide", STAFF)
def test_a_staff_guide_shows_what_its_table_takes(guide: str, language: str) -> None:
    names = table_of(guide)
    assert len(names) == len(set(names))
    assert all(name.startswith(f"{guide}-") for name in names)
    assert sorted(file.stem for _words, file in shown(FOLDERS[language] / f"{guide}.md")) == sorted(names)


def test_pictures_are_small_and_whole() -> None:
    files = sorted(PICTURES.rglob("*.webp"))
    for file in files:
        assert file.stat().st_size <= LARGEST, file.name
        with Image.open(file) as picture:
            picture.load()
            assert picture.width >= 390
    assert sum(file.stat().st_size for file in files) <= ALL


def test_both_languages_show_the_same() -> None:
    for guide in guides("en"):
        names = [[file.name for _, file in shown(folder / guide.name)] for folder in FOLDERS.values()]
        assert names[0] == names[1], guide.name
