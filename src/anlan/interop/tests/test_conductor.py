"""The clock and the order of events, with people who only remember when they were asked."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from anlan.interop.errors import OtherReplay
from anlan.interop.public import MAPPINGS, Outside, load_mapping, read_rows, same_replay
from anlan.interop.replay.conductor import Conductor, What, events_of
from anlan.interop.replay.desks import ORDER, Standing
from anlan.interop.replay.journal import Journal, moment_of
from anlan.interop.tests.sample import write_sample
from anlan.kit.clock import SimulatedClock

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")
EVERY = timedelta(days=390)


class People:
    """In place of `Desks`: slow, and they write down what the clock showed when they began and ended."""

    def __init__(self, clock: SimulatedClock, *, fails: str = "", slow: float = 0.0) -> None:
        self.clock, self.fails, self.slow = clock, fails, slow
        self.numbers = iter(range(100000, 200000))
        self.seen: list[tuple[str, str, datetime, datetime]] = []

    def _work(self, row: Any, what: str) -> None:
        began = self.clock.moment
        time.sleep(self.slow)
        if row.request == self.fails and what == "closed":
            raise RuntimeError("refused")
        self.seen.append((row.request, what, began, self.clock.moment))

    def report(self, row: Any, place: int) -> Standing:
        self._work(row, "reported")
        return Standing(next(self.numbers), "routed")

    def advance(self, row: Any, standing: Standing, to: str) -> Standing:
        for state in ORDER[ORDER.index(standing.state) + 1 : ORDER.index(to) + 1]:
            self._work(row, state)
        return Standing(standing.number, to)


class Stage:
    """A conductor on sample rows."""

    def __init__(self, folder: Path, *, rows: int = 40, **people: Any) -> None:
        self.rows = read_rows(write_sample(folder / "f.csv", rows), MAPPING).rows
        self.start = min(row.created for row in self.rows) - timedelta(days=1)
        self.clock = SimulatedClock(folder / "clock", moment_of(folder / "clock") or self.start)
        self.people = People(self.clock, **people)
        self.journal = Journal(folder / "journal")
        self.renewed: list[datetime] = []
        self.stop = threading.Event()

    def run(self, **outside: Any) -> bool:
        conductor = Conductor(
            self.rows, [0] * len(self.rows), cast(Any, self.people), self.journal, self.clock, Outside(**outside),
            self.renewed.append, self.stop,
        )  # fmt: skip
        try:
            return conductor.run(events_of(self.rows, self.clock.moment, EVERY))
        finally:
            self.journal.close()

    def times(self, what: str) -> dict[str, tuple[datetime, datetime]]:
        return {request: (began, ended) for request, done, began, ended in self.people.seen if done == what}


@pytest.mark.slow
def test_reports_and_closes_happen_at_their_own_moment_and_the_clock_waits_for_them(tmp_path):
    stage = Stage(tmp_path, slow=0.001)
    assert stage.run()
    assert stage.times("reported") == {row.request: (row.created, row.created) for row in stage.rows}
    closed = {row.request: (row.closed, row.closed) for row in stage.rows if row.closed}
    assert stage.times("closed") == closed


@pytest.mark.slow
def test_what_lies_between_is_done_in_order_and_never_after_the_close(tmp_path):
    stage = Stage(tmp_path, slow=0.001)
    stage.run()
    for row in stage.rows:
        done = [what for request, what, _, _ in stage.people.seen if request == row.request]
        assert done == list(ORDER[1:2] + ORDER[3:8] if row.closed else ORDER[1:2] + ORDER[3:5])
        if row.closed:
            assert row.closed - timedelta(days=1) <= stage.times("verified")[row.request][0] <= row.closed


def test_grants_are_renewed_before_they_end(tmp_path):
    stage = Stage(tmp_path)
    stage.run()
    assert stage.renewed == [stage.start + EVERY]


def test_a_refused_call_ends_the_replay_with_its_reason(tmp_path):
    stage = Stage(tmp_path, fails="99-00000012")
    with pytest.raises(RuntimeError, match="refused"):
        stage.run()
    (failed,) = (row for row in stage.rows if row.request == "99-00000012")
    assert stage.clock.moment == failed.closed


def test_a_stopped_replay_goes_on_and_does_nothing_twice(tmp_path):
    first = Stage(tmp_path)
    assert not first.run(progress=lambda done, _: first.stop.set() if done >= 50 else None)
    second = Stage(tmp_path)
    assert second.clock.moment == first.clock.moment
    assert second.run()
    done = [(request, what) for request, what, _, _ in first.people.seen + second.people.seen]
    assert len(done) == len(set(done))
    assert {request for request, what in done if what == "closed"} == {
        row.request for row in second.rows if row.closed
    }


def test_kills_are_spread_over_the_run(tmp_path):
    stage, seen = Stage(tmp_path), []
    stage.run(kills=["web", "worker"], kill=lambda part: seen.append((part, len(stage.people.seen))))
    assert [part for part, _ in seen] == ["web", "worker"]
    assert 40 < seen[0][1] < seen[1][1] < len(stage.people.seen) - 20


@pytest.mark.slow
def test_with_a_speed_the_clock_does_not_run_ahead_of_the_world(tmp_path):
    stage = Stage(tmp_path, rows=4)
    began = time.monotonic()
    span = max(event.at for event in events_of(stage.rows, stage.start, EVERY)) - min(
        row.created for row in stage.rows
    )
    stage.run(speed=span.total_seconds() / 0.2)
    assert time.monotonic() - began >= 0.2


def test_events_of_one_moment_come_in_the_order_of_work(tmp_path):
    rows = read_rows(write_sample(tmp_path / "f.csv", 40), MAPPING).rows
    at_once = next(index for index, row in enumerate(rows) if row.created == row.closed)
    order = [event.what for event in sorted(events_of(rows, rows[0].created, EVERY)) if event.row == at_once]
    assert order == [What.REPORT, What.WORK, What.CLOSE]


def test_a_journal_survives_half_a_line(tmp_path):
    journal = Journal(tmp_path / "j")
    journal.write("a", Standing(7, "closed"))
    journal.close()
    with (tmp_path / "j").open("a") as file:
        file.write('["b", 8, "clo')
    again = Journal(tmp_path / "j")
    again.close()
    assert {request: standing.number for request, standing in again.known.items()} == {"a": 7}


def test_a_folder_keeps_to_one_file_and_mapping(tmp_path):
    same_replay(tmp_path, {"file": "a"})
    same_replay(tmp_path, {"file": "a"})
    with pytest.raises(OtherReplay):
        same_replay(tmp_path, {"file": "b"})


def test_a_clock_that_was_never_set_stands_nowhere(tmp_path):
    assert moment_of(tmp_path / "clock") is None
    SimulatedClock(tmp_path / "clock", datetime(2015, 1, 1, tzinfo=UTC))
    assert moment_of(tmp_path / "clock") == datetime(2015, 1, 1, tzinfo=UTC)
