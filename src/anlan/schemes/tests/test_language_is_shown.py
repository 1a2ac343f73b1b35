"""The language explains itself: to editors as a JSON Schema, to people as a manual, to beginners as a skeleton."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from anlan.schemes.editors import editors_schema, editors_schema_text
from anlan.schemes.examine import examine
from anlan.schemes.reference import reference
from anlan.schemes.source import read
from anlan.schemes.starting import FolderTaken, NameUnfit, start
from anlan.schemes.tests.toys import toy_language, write

GOOD = "shelves:\n  boxes:\n    - {code: a, title: {zh: 甲, en: A}}\n"


@pytest.fixture
def toys() -> Iterator[None]:
    with toy_language():
        yield


@pytest.mark.usefixtures("toys")
def test_the_schema_is_a_valid_schema_and_takes_a_good_file(tmp_path: Path) -> None:
    schema = editors_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = read(write(tmp_path / "toy", GOOD) / "capability.yaml", "toy").data
    jsonschema.Draft202012Validator(schema).validate(data)


@pytest.mark.usefixtures("toys")
@pytest.mark.parametrize("wrong", ["sise: 1", "size: 99", "colour: blue", "title: hello"])
def test_the_schema_underlines_what_the_check_refuses(wrong: str, tmp_path: Path) -> None:
    box = f"code: b, title: {{zh: 乙, en: B}}, {wrong}" if "title" not in wrong else f"code: b, {wrong}"
    folder = write(tmp_path / "toy", GOOD + f"    - {{{box}}}\n")
    data = read(folder / "capability.yaml", "toy").data
    assert not jsonschema.Draft202012Validator(editors_schema()).is_valid(data)
    assert examine(folder)[1]


@pytest.mark.usefixtures("toys")
def test_the_manual_lists_every_key_with_its_limits() -> None:
    manual = reference()
    assert "## `shelves`" in manual
    assert "| **`code`** |" in manual
    assert '| `colour` | one of `red`, `green` | `"red"` |' in manual
    assert "whole number, at least 1, at most 9" in manual
    assert "list of [Box](#box), at least 1 entries" in manual


@pytest.mark.usefixtures("toys")
@pytest.mark.parametrize("name", ["Hotline", "1st", "a-b", "../up", "a" * 41, "", "a_", "平安"])
def test_a_name_that_cannot_be_a_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NameUnfit):
        start(name, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("toys")
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = start("mine", tmp_path)
    (folder / "capability.yaml").write_text("mine")
    with pytest.raises(FolderTaken):
        start("mine", tmp_path)
    assert (folder / "capability.yaml").read_text() == "mine"


@pytest.mark.usefixtures("toys")
def test_editors_find_the_schema_beside_a_new_capability(tmp_path: Path) -> None:
    folder = start("mine", tmp_path)
    first = (folder / "capability.yaml").read_text().splitlines()[0]
    named = first.partition("$schema=")[2]
    assert json.loads((folder / named).read_text()) == json.loads(editors_schema_text())
