"""The document that others build on: a change of it is meant, and everything in it is closed."""

import json
from typing import Any

import pytest
from tests.api.snapshot import FILE, document, operations, text

from anlan.cases.public import VERBS

AGAIN = "the API changed: if you mean it, run `make openapi` (python -m tests.api.snapshot) and commit the difference"


def test_the_document_is_the_one_written_down() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), AGAIN


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_a_case_has_its_route_with_words_in_both_languages(verb: str) -> None:
    path = "/api/cases" if verb == "report" else f"/api/cases/{{number}}/{verb}"
    operation = operations()["POST", path]
    zh, _, en = operation["summary"].partition(" ")
    assert any("一" <= letter <= "龥" for letter in zh)
    assert en.isascii()
    assert operation["description"]


def _bodies() -> list[tuple[str, dict[str, Any]]]:
    whole = document()
    found = []
    for (method, path), operation in operations().items():
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if kind == "application/json":
                name = content["schema"]["$ref"].rpartition("/")[2]
                found.append((f"{method} {path}", whole["components"]["schemas"][name]))
    return found


def test_no_body_takes_a_key_it_does_not_know() -> None:
    open_ones = [where for where, schema in _bodies() if schema.get("additionalProperties") is not False]
    assert open_ones == []


def test_no_body_says_who_or_when() -> None:
    for where, schema in _bodies():
        assert not {"by", "at", "actor", "created_at"} & set(schema["properties"]), where


def test_the_page_that_shows_it_loads_nothing_from_elsewhere(client: Any, gallery: Any) -> None:
    page = client.get("/api/docs").content.decode()
    assert "swagger" in page
    assert "//cdn" not in page
    assert "https://" not in page


def test_the_document_is_served(client: Any, gallery: Any) -> None:
    assert client.get("/api/openapi.json").json() == json.loads(FILE.read_text(encoding="utf-8"))
