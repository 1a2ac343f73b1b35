"""The first measures equal what was done, case by case, and nobody is told more than their scope."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.fixtures.town import Town

from anlan.access.public import NotPermitted
from anlan.kit.codes import span
from anlan.measures.models import Matter, Rolled
from anlan.measures.public import Asked, Figures, figures, roll

Do = Callable[..., Any]


@pytest.fixture
def verb() -> Do:
    """A verb of the room above, which this one must not import."""
    from importlib import import_module

    verbs = import_module("anlan.cases.public").VERBS
    return lambda name, **given: verbs[name](**given)


class Desk:
    """Closes cases of the first street at chosen times after their report."""

    def __init__(self, town: Town, do: Do) -> None:
        self.town, self.do = town, do
        self.operator = town.actor("operator")
        self.squad = town.actor("handler", unit="street1.urban")

    def closed(self, after: timedelta, outcome: str = "solved", **given: Any) -> Any:
        """A case handled and closed `after` its report."""
        start = self.town.at
        case = self.town.handled(**given)
        end = start + after
        answers = {"reached": "yes"}
        self.do("verify", by=self.operator, at=end, case=case.id, answers=answers)
        self.do("close", by=self.operator, at=end, case=case.id, outcome=outcome, words="已解决")
        self.town.at = start
        return case.id

    def count(self, asked: Asked | None = None, by: Any = None) -> Figures:
        """The figures now."""
        self.town.settle()
        roll(at=self.town.at)
        return figures(by or self.operator, asked or Asked())


@pytest.fixture
def desk(town: Town, verb: Do) -> Desk:
    return Desk(town, verb)


def test_nothing_closed_is_a_share_of_nothing(desk: Desk) -> None:
    desk.town.case()
    found = desk.count()
    assert (found.on_time.value, found.hours.median, found.duplicates.value) == (None, None, None)
    assert found.duplicates.left_out == {"open": 1}


def test_on_time_hours_and_duplicates_keep_numerator_denominator_and_what_was_left_out(desk: Desk) -> None:
    for hours in (3, 5, 24):
        desk.closed(timedelta(hours=hours))
    desk.closed(timedelta(days=20))  # called back too late
    desk.closed(timedelta(hours=6), outcome="duplicate")
    other, into = desk.town.case(), desk.town.case()
    desk.do("merge", by=desk.operator, at=desk.town.at, case=other.id, into=into.id)
    early = desk.town.report(category="").case  # nobody handled it, so no clock ran
    desk.do("close", by=desk.operator, at=desk.town.at, case=early, outcome="not_ours", words="不属于")
    found = desk.count()
    assert (found.on_time.numerator, found.on_time.denominator) == (4, 5)
    assert found.on_time.left_out == {"no_clock": 1, "merged": 1}
    assert (found.hours.median, found.hours.p90, found.hours.of) == (5.0, 480.0, 6)
    assert found.hours.left_out == {"merged": 1}
    assert (found.duplicates.numerator, found.duplicates.denominator) == (2, 7)
    assert found.duplicates.left_out == {"open": 1}


def test_one_clock_can_be_chosen(desk: Desk) -> None:
    desk.closed(timedelta(days=20))
    assert desk.count(Asked(clock="handle")).on_time.value == 1.0
    assert desk.count(Asked(clock="callback")).on_time.value == 0.0
    assert desk.count(Asked(clock="no_such")).on_time.left_out == {"no_clock": 1, "merged": 0}


def test_a_reopened_matter_is_open_again_and_counted_once_when_it_ends(desk: Desk) -> None:
    case = desk.closed(timedelta(hours=5))
    desk.do("reopen", by=desk.operator, at=desk.town.at + timedelta(days=1), case=case, words="又来了")
    assert desk.count().duplicates.left_out == {"open": 1}
    assert desk.count().hours.of == 0


def test_a_period_a_place_and_a_category_narrow(desk: Desk) -> None:
    desk.closed(timedelta(hours=5))
    at, town = desk.town.at, desk.town
    assert desk.count(Asked(since=at, until=at + timedelta(hours=5))).hours.of == 0  # the end is not included
    assert desk.count(Asked(since=at, until=at + timedelta(hours=6))).hours.of == 1
    assert desk.count(Asked(category="noise")).hours.of == 0
    assert desk.count(Asked(place=span(town.far_grid))).hours.of == 0
    assert desk.count(Asked(place=span(town.grid), capability="hotline")).hours.of == 1


def test_nobody_is_told_figures_of_another_street_or_unit(desk: Desk) -> None:
    desk.closed(timedelta(hours=5))
    town = desk.town
    far = town.actor("operator", place=town.far_grid)
    assert desk.count(by=far).hours.of == 0
    assert desk.count(by=desk.squad).hours.of == 1
    assert desk.count(by=town.actor("handler", unit="street2.urban")).hours.of == 0


@pytest.mark.parametrize("role", ["resident", "auditor", "system_admin"])
def test_whoever_has_no_right_to_cases_is_told_no_figures(desk: Desk, role: str) -> None:
    with pytest.raises(NotPermitted):
        desk.count(by=desk.town.actor(role))


def test_counting_again_changes_nothing_and_counting_anew_gives_the_same(desk: Desk) -> None:
    desk.closed(timedelta(hours=5))
    first = desk.count()
    assert desk.count() == first
    rows = sorted(Matter.objects.values_list())
    Rolled.objects.update(position=0)  # as if it had been killed before its cursor was kept
    assert roll(at=desk.town.at) > 0
    assert sorted(Matter.objects.values_list()) == rows
    Matter.objects.all().delete()
    Rolled.objects.update(position=0)
    roll(at=desk.town.at)
    assert sorted(Matter.objects.values_list()) == rows


def test_counting_in_small_portions_gives_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.closed(timedelta(hours=5))
    whole = desk.count()
    Matter.objects.all().delete()
    Rolled.objects.update(position=0)
    monkeypatch.setattr("anlan.measures.rollup._AT_ONCE", 2)
    assert roll(at=desk.town.at) > 2
    assert figures(desk.operator, Asked()).on_time == whole.on_time


def test_a_fact_without_a_position_waits(desk: Desk) -> None:
    desk.town.report()  # not settled: the sequencer has not seen it
    roll(at=desk.town.at)
    assert not Matter.objects.exists()
