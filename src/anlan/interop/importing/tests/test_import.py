"""A file of cases comes in with facts at its own times, stops and goes on, and goes again."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from anlan.access.public import service
from anlan.cases.models import Case, Clock, Intake
from anlan.interop.importing import run
from anlan.interop.importing.errors import (
    EncodingUnknown,
    ImportBegun,
    ImportDone,
    ImportRunning,
    ImportUnknown,
    ImportUsed,
    NothingToResume,
    OtherDistrict,
)
from anlan.interop.importing.reading import harmless
from anlan.interop.public import MAPPINGS, import_cases, load_mapping, plan_import, undo_import, write_errors
from anlan.interop.replay.figures import hours
from anlan.interop.tests.sample import cells, write_sample
from anlan.ledger.public import AlreadyUndone, history, verify
from anlan.measures.models import Matter
from anlan.measures.public import Asked, figures, roll
from anlan.places.public import Place, unlocated

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = service("import")


@pytest.fixture(autouse=True)
def district(settings):
    settings.ANLAN_DISTRICT = MAPPING.district.code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_sample(tmp_path / "requests.csv", 40)


def bring(file: Path, **given):
    return import_cases(file, MAPPING, by=BY, now=lambda: NOW, **given)


def leader():
    from anlan.access.public import Actor, GrantView
    from anlan.kit.codes import span

    code = MAPPING.district.code * 10**9
    grant = GrantView(BATCH, "leader", code, *span(code), None, None, NOW.replace(year=2099))
    return Actor("account:leader", BATCH, "leader", (grant,), mfa=True)


BATCH = UUID(int=7)


def test_trying_changes_nothing_and_tells_what_is_missing(file):
    found = plan_import(file, MAPPING)
    assert (len(found.read.rows), found.read.refused, found.without_place) == (40, (), 8)
    assert found.without_point == 20  # half have none, or whole degrees
    assert not Case.objects.exists()
    assert not Place.objects.exists()


def test_every_row_becomes_a_case_with_facts_at_its_own_times(file):
    done = bring(file)
    assert (done.made, done.known, done.refused) == (40, 0, ())
    for row in plan_import(file, MAPPING).read.rows:
        case = Case.objects.get(
            text__case=Intake.objects.get(source="import:baltimore_311", key=row.request).case
        )
        chain = history(case.id)
        assert (case.reported_at, case.closed_at) == (row.created, row.closed)
        assert (chain[0].kind, chain[0].at, chain[0].batch) == ("cases.report", row.created, done.batch)
        assert (case.place_scope == unlocated(MAPPING.district.code)) == (not row.street)
        if row.closed:
            assert (chain[-1].kind, chain[-1].at, case.outcome) == ("cases.close", row.closed, row.outcome)
            clock = Clock.objects.filter(case=case).first()
            assert bool(clock and clock.late) == row.late
    assert not verify().problems


def test_the_measures_equal_the_files_own_figures(file):
    bring(file)
    compare(file)


def compare(file: Path) -> None:
    roll(at=NOW)
    rows = plan_import(file, MAPPING).read.rows
    closed = [row for row in rows if row.closed is not None]
    lengths = [row.closed - row.created for row in closed if row.closed]
    found = figures(leader(), Asked(capability="baltimore_311"))
    in_time = sum(row.due is not None and not row.late for row in closed)
    assert (found.on_time.numerator, found.on_time.denominator) == (
        in_time,
        in_time + sum(row.late for row in closed),
    )
    assert found.on_time.left_out["no_clock"] == sum(row.due is None for row in closed)
    assert (found.hours.median, found.hours.p90) == (hours(lengths, 0.5), hours(lengths, 0.9))
    duplicates = sum(row.outcome == "duplicate" for row in closed)
    assert (found.duplicates.numerator, found.duplicates.denominator) == (duplicates, len(closed))
    assert found.duplicates.left_out == {"open": len(rows) - len(closed)}


def test_a_second_time_is_refused_and_a_longer_file_adds_only_what_is_new(file, tmp_path):
    first = bring(file)
    with pytest.raises(ImportDone) as told:
        bring(file)
    assert str(first.batch) in told.value.message()
    longer = bring(write_sample(tmp_path / "longer.csv", 45))
    assert (longer.made, longer.known) == (5, 40)
    assert Case.objects.count() == 45


def test_an_import_that_was_stopped_goes_on_and_doubles_nothing(file, monkeypatch):
    monkeypatch.setattr(run, "PORTION_ROWS", 15)

    def stop(done: int, _whole: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(NothingToResume):
        bring(file, resume=True)
    with pytest.raises(KeyboardInterrupt):
        bring(file, progress=stop)
    assert Case.objects.count() == 30
    with pytest.raises(ImportBegun):
        bring(file)
    done = bring(file, resume=True)
    assert (done.made, Case.objects.count()) == (40, 40)
    assert not verify().problems
    compare(file)


def test_an_import_is_taken_back_by_further_facts_and_can_come_again(file):
    done = bring(file)
    roll(at=NOW)
    cases = set(Case.objects.values_list("pk", flat=True))
    assert undo_import(done.batch, by=BY, at=NOW) > 40
    roll_positions()
    assert not Case.objects.exists()
    assert not Intake.objects.exists()
    assert not Matter.objects.exists()
    assert {history(case)[-1].kind for case in cases} == {"cases.take_back"}
    assert not verify().problems
    with pytest.raises(AlreadyUndone):
        undo_import(done.batch, by=BY, at=NOW)
    again = bring(file)
    assert again.batch != done.batch
    assert Case.objects.count() == 40


def roll_positions() -> None:
    from anlan.ledger.public import assign_positions

    while assign_positions():
        pass
    roll(at=NOW)


def test_an_import_somebody_worked_on_since_stays(file):
    from anlan.cases.public import VERBS

    done = bring(file)
    case = Case.objects.filter(state="dispatched").earliest("number")
    VERBS["supervise"](by=leader(), at=NOW, case=case.id, words="三日内报进展")
    with pytest.raises(ImportUsed) as told:
        undo_import(done.batch, by=BY, at=NOW)
    assert str(case.number) in told.value.message()
    assert Case.objects.count() == 40


def test_what_is_no_import_cannot_be_taken_back():
    with pytest.raises(ImportUnknown):
        undo_import(BATCH, by=BY, at=NOW)


def test_another_import_is_refused_while_one_runs(file):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [run._LOCK])
        with pytest.raises(ImportRunning):
            bring(file)
    finally:
        with other.cursor() as cursor:  # the pool would keep the connection, and with it the lock
            cursor.execute("SELECT pg_advisory_unlock(%s)", [run._LOCK])
        other.close()
    assert bring(file).made == 40


def test_another_districts_mapping_is_refused(file, settings):
    settings.ANLAN_DISTRICT = 310105
    with pytest.raises(OtherDistrict):
        bring(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_people_use_are_read(tmp_path, encoding):
    plain = write_sample(tmp_path / "plain.csv", [cells(1, Address="长宁路８号𠮷")])
    file = tmp_path / "file.csv"
    file.write_text(plain.read_text("utf-8"), encoding=encoding, newline="")
    assert plan_import(file, MAPPING).read.rows[0].address == "长宁路８号𠮷"


def test_another_encoding_is_named(tmp_path):
    file = tmp_path / "file.csv"
    file.write_bytes(write_sample(tmp_path / "plain.csv", 3).read_text("utf-8").encode("utf-16"))
    with pytest.raises(EncodingUnknown):
        plan_import(file, MAPPING)


def test_refused_rows_come_back_with_reasons_and_no_formula_runs(tmp_path):
    bad = cells(2, CreatedDate="2015-03-01 08:00", Address='=HYPERLINK("x")')
    file = write_sample(tmp_path / "file.csv", [cells(1), bad, cells(3, SRStatus="@lost")])
    found = plan_import(file, MAPPING)
    out = tmp_path / "errors.csv"
    assert write_errors(file, found.read.refused, out) == 2
    with out.open(encoding="utf-8-sig", newline="") as opened:
        head, first, second = csv.reader(opened)
    assert first[head.index("Address")] == '\'=HYPERLINK("x")'
    assert second[head.index("SRStatus")] == "'@lost"
    assert "CreatedDate" in first[-1]
    assert first[head.index("ServiceRequestNum")] == bad["ServiceRequestNum"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


def test_a_type_the_published_capability_does_not_know_is_refused_by_name(file, tmp_path):
    bring(file)
    more = write_sample(tmp_path / "more.csv", [cells(50), cells(51, SRType="SW-Never Seen")])
    done = bring(more)
    assert (done.made, len(done.refused)) == (1, 1)
    assert "SW-Never Seen" in done.refused[0].reason


REAL = Path(__file__).resolve().parents[6] / "shared/data/baltimore_311/requests_2014_2018-08.csv.gz"


@pytest.mark.skipif(not REAL.exists(), reason="the public file is not on this machine")
def test_the_public_file_gives_its_own_figures():
    done = bring(REAL)
    assert done.made + len(done.refused) == 9091
    compare(REAL)
