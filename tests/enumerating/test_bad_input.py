"""What is promised about bad input is held by tests that exist."""

import ast
from pathlib import Path

import pytest
from tests.enumerating.bad_input import ATTACKS, BAD_DESK, BAD_FILES, BAD_INPUT, BAD_NOTICES, BAD_PAGES

ROOT = Path(__file__).parents[2]
PROMISED = """a point outside the district, NaN or swapped coordinates, a future or ancient time, 1 MB of text,
NUL and surrogates, a 200-megapixel image, an SVG as a photo, the same report twenty times at once,
the same key with another body, fifty operators taking one case, a boundary with a self-crossing ring,
a capability file with a wrong indent"""
OF_FILES = """wrong encoding; mixed date formats; formula cells; a column missing; 10,000 rows with every kind of error;
an import stopped in the middle and run again; two imports at once"""
OF_PAGES = """hostile HTML in text, 10,000-character words, a tile outside the world, a photo that is a zip,
a receipt token guessed 10,000 times, a mailbox that bounces, 30 notices in a minute"""
IDS = sorted(
    {
        test
        for table in (BAD_INPUT, ATTACKS, BAD_FILES, BAD_NOTICES, BAD_PAGES, BAD_DESK)
        for tests in table.values()
        for test in tests
    }
)


def test_every_promised_phrase_has_its_tests() -> None:
    phrases = [" ".join(phrase.split()) for phrase in PROMISED.split(",")]
    assert phrases == list(BAD_INPUT)
    assert all(BAD_INPUT.values())


def test_every_promised_phrase_about_files_has_its_tests() -> None:
    phrases = [" ".join(phrase.split()) for phrase in OF_FILES.split(";")]
    assert set(phrases) <= set(BAD_FILES)
    assert all(BAD_FILES.values())


def test_every_promised_phrase_about_pages_and_notices_has_its_tests() -> None:
    phrases = [" ".join(phrase.split()) for phrase in OF_PAGES.replace("10,000", "10;000").split(",")]
    known = {**BAD_NOTICES, **BAD_PAGES}
    for phrase in phrases:
        assert known[phrase.replace(";", ",")], phrase


OF_THE_DESK = """30 filters in a URL; deep paging; %_%_%; a bulk action over 10,000 cases half of which moved meanwhile;
a role lost in mid-edit; two tabs"""


def test_every_promised_phrase_about_the_inbox_has_its_tests() -> None:
    for phrase in OF_THE_DESK.split(";"):
        assert BAD_DESK[" ".join(phrase.split())], phrase


@pytest.mark.parametrize("test", IDS)
def test_the_named_test_exists(test: str) -> None:
    file, _, name = test.partition("::")
    path = ROOT / file
    assert path.is_file(), file
    functions = {
        node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }
    assert name in functions if name else any(one.startswith("test_") for one in functions)
