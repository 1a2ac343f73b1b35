"""The manual and the editors' schema in the repository are what the language is now."""

import json
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings

from anlan.schemes.editors import NAME, editors_schema, editors_schema_text
from anlan.schemes.folders import BUILTIN
from anlan.schemes.load import FILE
from anlan.schemes.reference import reference
from anlan.schemes.source import read

_AGAIN = "run `anlan capability reference --write` and `anlan capability schema --write` (make docs)"


def test_the_manual_is_fresh() -> None:
    written = (settings.PROJECT / "docs" / "capability-language.md").read_text(encoding="utf-8")
    assert written == reference(), _AGAIN


def test_the_editors_schema_is_fresh() -> None:
    assert (BUILTIN / NAME).read_text(encoding="utf-8") == editors_schema_text(), _AGAIN


def test_the_schema_of_the_whole_language_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(editors_schema())


@pytest.mark.parametrize("file", sorted(BUILTIN.glob(f"*/{FILE}")), ids=lambda file: file.parent.name)
def test_editors_find_nothing_wrong_with_what_we_ship(file: Path) -> None:
    schema = json.loads((BUILTIN / NAME).read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(schema).iter_errors(read(file, file.parent.name).data)
    assert not [error.message for error in errors]
