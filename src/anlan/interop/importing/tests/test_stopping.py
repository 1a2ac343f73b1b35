"""An import stopped, gone on with, and taken back."""

from pathlib import Path

import pytest

from anlan.cases.models import Case, Intake
from anlan.interop.importing import run, undoing
from anlan.interop.importing.errors import (
    FileChanged,
    ImportStopped,
    ImportUndone,
)
from anlan.interop.importing.table import Table
from anlan.interop.importing.tests.test_import import BY, MAPPING, NOW, bring
from anlan.interop.public import undo_import
from anlan.interop.tests.sample import write_sample
from anlan.ledger.public import history, verify
from anlan.measures.models import Matter
from anlan.measures.public import roll

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def district(settings):
    settings.ANLAN_DISTRICT = MAPPING.district.code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "requests.csv", 40)


def test_a_stop_is_between_portions_and_says_how_to_go_on(file, monkeypatch):
    monkeypatch.setattr(run, "PORTION_ROWS", 15)
    asked = iter([False, True, True])
    with pytest.raises(ImportStopped) as told:
        bring(file, stop=lambda: next(asked))
    assert Case.objects.count() == 15
    assert "15" in told.value.message()
    assert bring(file, resume=True).made == 40


def test_going_on_reads_only_what_is_left(file, monkeypatch):
    monkeypatch.setattr(run, "PORTION_ROWS", 15)
    asked = iter([False, True, True])
    with pytest.raises(ImportStopped):
        bring(file, stop=lambda: next(asked))
    read: list[int] = []
    between = Table.between

    def watched(table, begin, end):
        read.append(begin.line)
        return between(table, begin, end)

    monkeypatch.setattr(Table, "between", watched)
    monkeypatch.setattr(run, "look", None)  # it was looked at when it began
    assert bring(file, resume=True).made == 40
    assert read == [16, 31]


def test_a_file_that_changes_meanwhile_stops_the_import(file, monkeypatch):
    monkeypatch.setattr(run, "PORTION_ROWS", 15)

    def meddle(done: int, _whole: int) -> None:
        if done == 15:
            file.write_text(file.read_text() + "x")

    with pytest.raises(FileChanged):
        bring(file, progress=meddle)
    assert Case.objects.count() == 15


def test_an_import_is_taken_back_by_further_facts_and_can_come_again(file):
    done = bring(file)
    roll(at=NOW)
    cases = set(Case.objects.values_list("pk", flat=True))
    assert undo_import(done.batch, by=BY, at=NOW) == 40
    roll_positions()
    assert not Case.objects.exists()
    assert not Intake.objects.exists()
    assert not Matter.objects.exists()
    assert {history(case)[-1].kind for case in cases} == {"cases.take_back"}
    assert not verify().problems
    with pytest.raises(ImportUndone):
        undo_import(done.batch, by=BY, at=NOW)
    again = bring(file)
    assert again.batch != done.batch
    assert Case.objects.count() == 40


def test_taking_back_goes_portion_by_portion_and_goes_on_after_a_stop(file, monkeypatch):
    monkeypatch.setattr(undoing, "PORTION", 15)
    done = bring(file)
    asked = iter([False, True])
    assert undo_import(done.batch, by=BY, at=NOW, stop=lambda: next(asked)) == 15
    assert Case.objects.count() == 25
    assert undo_import(done.batch, by=BY, at=NOW) == 40
    roll_positions()
    assert not Case.objects.exists()
    assert not verify().problems
    assert bring(file).made == 40


def roll_positions() -> None:
    from anlan.ledger.public import assign_positions

    while assign_positions():
        pass
    roll(at=NOW)
