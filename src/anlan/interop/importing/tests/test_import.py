"""A file of cases comes in with facts at its own times, stops and goes on, and goes again."""

import hashlib
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connections

from anlan.access.public import service
from anlan.cases.models import Case, Clock, Intake
from anlan.interop.importing import alone as alone_module
from anlan.interop.importing import run
from anlan.interop.importing.alone import alone
from anlan.interop.importing.errors import (
    ImportBegun,
    ImportDone,
    ImportRunning,
    ImportUnknown,
    ImportUsed,
    NothingToResume,
    OtherDistrict,
)
from anlan.interop.public import MAPPINGS, import_cases, load_mapping, plan_import, read_rows, undo_import
from anlan.interop.replay.figures import hours
from anlan.interop.tests.sample import cells, write_sample
from anlan.ledger.public import history, verify
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
    survey = found.survey
    assert (survey.rows, survey.refused, survey.without_place) == (40, 0, 8)
    assert survey.without_point == 20  # half have none, or whole degrees
    assert not Case.objects.exists()
    assert not Place.objects.exists()


def test_every_row_becomes_a_case_with_facts_at_its_own_times(file):
    done = bring(file)
    assert (done.made, done.known, done.refused) == (40, 0, 0)
    for row in read_rows(file, MAPPING).rows:
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
    rows = read_rows(file, MAPPING).rows
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


@pytest.fixture
def another():
    """Somebody else's connection; the pool would keep it, and with it a lock."""
    other = connections.create_connection("default")
    yield other
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()


@contextmanager
def held(another, digest: str):
    """Somebody else brings the file with this digest in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alone_module, "connection", another)
        holding = alone(digest, run.rules_of(MAPPING), at=NOW)
        holding.__enter__()
    yield
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alone_module, "connection", another)
        holding.__exit__(None, None, None)


def test_the_same_file_at_once_is_refused_and_told_who_and_since_when(file, another):
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with held(another, digest), pytest.raises(ImportRunning) as told:
        bring(file)
    assert f"@{socket.gethostname()[:8]}" in told.value.message()
    assert "2026-03-02T01:00:00+0000" in told.value.message()
    assert not Case.objects.exists()
    assert bring(file).made == 40


def test_another_file_at_once_comes_in(file, another):
    with held(another, "0" * 64):
        assert bring(file).made == 40


def test_another_districts_mapping_is_refused(file, settings):
    settings.ANLAN_DISTRICT = 310105
    with pytest.raises(OtherDistrict):
        bring(file)


def test_a_type_the_published_capability_does_not_know_is_refused_by_name(file, tmp_path):
    bring(file)
    more = write_sample(tmp_path / "more.csv", [cells(50), cells(51, SRType="SW-Never Seen")])
    done = bring(more)
    assert (done.made, done.refused, done.plan.survey.kinds) == (1, 1, {"category": 1})
    assert "SW-Never Seen" in done.plan.survey.examples[0].reason


REAL = Path(__file__).resolve().parents[6] / "shared/data/baltimore_311/requests_2014_2018-08.csv.gz"


@pytest.mark.skipif(not REAL.exists(), reason="the public file is not on this machine")
def test_the_public_file_gives_its_own_figures():
    done = bring(REAL)
    assert done.made + done.refused == 9091
    compare(REAL)
