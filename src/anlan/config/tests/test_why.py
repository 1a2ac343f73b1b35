"""`anlan why` on the command line."""

import pytest
import typer
from typer.testing import CliRunner

from anlan.access.public import SubjectFound, subject_explainers
from anlan.access.tests.factories import GRID, an_account
from anlan.config.cli import why

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    app = typer.Typer()
    why.register(app)
    found = SubjectFound("H-1", GRID, "hotline", frozenset(), frozenset())
    with subject_explainers.fresh():
        subject_explainers.add("cases", lambda number: found if number == "H-1" else None)
        yield lambda *words: CliRunner().invoke(app, words)


def test_it_prints_each_permission_and_why(run):
    an_account("lisi")
    told = run("lisi", "H-1", "cases.read")
    assert told.exit_code == 0
    assert "no   read cases (cases.read)" in told.output
    assert "no grant that counts now" in told.output


@pytest.mark.parametrize("words", [("nobody", "H-1"), ("lisi", "H-2"), ("lisi", "H-1", "cases.destroy")])
def test_what_does_not_exist_ends_with_an_error(run, words):
    an_account("lisi")
    assert run(*words).exit_code == 1
