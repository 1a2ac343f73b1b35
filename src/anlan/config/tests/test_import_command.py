"""`anlan import …` as a district's IT staff type it."""

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from anlan.cases.public import Case
from anlan.config.cli import importing
from anlan.interop.public import MAPPINGS, load_mapping
from anlan.interop.tests.sample import cells, write_sample

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RULES = MAPPINGS / "baltimore_311.yaml"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    settings.ANLAN_DISTRICT = load_mapping(RULES).district.code


def _run(*words: str) -> Result:
    app = typer.Typer()
    importing.register(app)
    return CliRunner().invoke(app, ["import", *words])


def _cases() -> int:
    return Case.objects.count()


def test_it_is_tried_applied_and_taken_back(tmp_path: Path) -> None:
    file = write_sample(tmp_path / "requests.csv", 12)
    tried = _run("cases", str(file), "--mapping", str(RULES))
    assert (tried.exit_code, _cases()) == (0, 0), tried.output
    assert "12 rows can be brought in, 0 cannot" in tried.output
    done = _run("cases", str(file), "--mapping", str(RULES), "--apply")
    assert (done.exit_code, _cases()) == (0, 12), done.output
    batch = done.output.split()[-1]
    assert _run("cases", str(file), "--mapping", str(RULES), "--apply").exit_code == 1
    assert _run("undo", batch).exit_code == 0
    assert _cases() == 0


def test_what_cannot_be_brought_in_comes_back_in_a_file(tmp_path: Path) -> None:
    file = write_sample(tmp_path / "requests.csv", [cells(1), cells(2, DueDate="soon")])
    errors = tmp_path / "errors.csv"
    done = _run("cases", str(file), "--mapping", str(RULES), "--apply", "--errors", str(errors))
    assert (done.exit_code, _cases()) == (2, 1), done.output
    assert "soon" in errors.read_text("utf-8-sig")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("SRType\nSW-Dirty Alley\n", encoding="utf-8")
    done = _run("cases", str(file), "--mapping", str(RULES))
    assert (done.exit_code, _cases()) == (1, 0)
    assert "ServiceRequestNum" in done.output
