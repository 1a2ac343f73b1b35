"""The guide's pictures: each exists, each is shown, none is heavy."""

import re
from pathlib import Path

import pytest
from PIL import Image
from tests.docs.pages import DOCS

PICTURES = DOCS / "guides" / "pictures"
GUIDES = {"en": DOCS / "guides" / "resident.md", "zh": DOCS / "zh" / "guides" / "resident.md"}
LARGEST, ALL = 150_000, 3_000_000
_SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def shown(page: Path) -> list[tuple[str, Path]]:
    """(words for those who do not see it, file) of every picture of a page."""
    found = _SHOWN.findall(page.read_text("utf-8"))
    return [(words, (page.parent / path).resolve()) for words, path in found]


@pytest.mark.parametrize("language", GUIDES)
def test_every_picture_of_a_guide_exists_and_is_said_in_words(language: str) -> None:
    pictures = shown(GUIDES[language])
    assert len(pictures) >= 8
    for words, file in pictures:
        assert file.is_file(), f"run `make docs`: {file.relative_to(DOCS)} is missing"
        assert len(words) >= 3, f"{file.name} says nothing to whoever cannot see it"
        assert file.parent.name == language


@pytest.mark.parametrize("language", GUIDES)
def test_every_picture_that_is_taken_is_shown_once(language: str) -> None:
    files = [file for _words, file in shown(GUIDES[language])]
    assert sorted(files) == sorted((PICTURES / language).glob("*.webp"))


def test_pictures_are_small_and_whole() -> None:
    files = sorted(PICTURES.rglob("*.webp"))
    for file in files:
        assert file.stat().st_size <= LARGEST, file.name
        with Image.open(file) as picture:
            picture.load()
            assert picture.width >= 390
    assert sum(file.stat().st_size for file in files) <= ALL


def test_both_languages_show_the_same() -> None:
    assert {file.name for _, file in shown(GUIDES["en"])} == {file.name for _, file in shown(GUIDES["zh"])}
