"""What holds for every deadline, whatever the numbers."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.cases.clocks.due import due
from anlan.cases.clocks.explain import Explanation, explanation, stored
from anlan.cases.clocks.sentences import sentence
from anlan.cases.tests.clocks.test_due import CN, NEW_YORK, SHANGHAI, rule

UNITS = st.sampled_from(["working_day", "calendar_day", "hour", "minute"])
ZONES = st.sampled_from([SHANGHAI, NEW_YORK])
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=545)).map(
    lambda gone: datetime(2024, 9, 1, tzinfo=UTC) + gone
)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=20))
PAUSES = st.lists(st.tuples(st.timedeltas(timedelta(days=-3), timedelta(days=40)), LENGTHS), max_size=5)


def _stops(started, pauses):
    return [(started + offset, started + offset + length) for offset, length in pauses]


@settings(max_examples=150, deadline=None)
@given(st.tuples(UNITS, st.integers(1, 60)), MOMENTS, PAUSES, st.tuples(PAUSES, LENGTHS), ZONES)
@pytest.mark.slow
def test_more_suspension_never_makes_it_earlier(limit, started, pauses, wider, tz):
    (unit, value), (more, longer) = limit, wider
    clock = rule(unit, value)
    stops = _stops(started, pauses)
    before = due(clock, started, calendar=CN, tz=tz, pauses=stops).at
    added = due(clock, started, calendar=CN, tz=tz, pauses=stops + _stops(started, more)).at
    widened = due(clock, started, calendar=CN, tz=tz, pauses=[(a, b + longer) for a, b in stops]).at
    assert due(clock, started, calendar=CN, tz=tz).at <= before <= added
    assert before <= widened


@settings(max_examples=150, deadline=None)
@given(st.tuples(UNITS, st.integers(1, 60)), MOMENTS, PAUSES, LENGTHS, ZONES)
@pytest.mark.slow
def test_starting_later_or_having_more_units_never_makes_it_earlier(limit, started, pauses, later, tz):
    unit, value = limit
    stops = _stops(started, pauses)
    first = due(rule(unit, value), started, calendar=CN, tz=tz).at
    assert first > started
    assert due(rule(unit, value), started + later, calendar=CN, tz=tz).at >= first
    one = due(rule(unit, value), started, calendar=CN, tz=tz, pauses=stops).at
    assert due(rule(unit, value), started, calendar=CN, tz=tz, pauses=stops, extended=1).at >= one
    assert due(rule(unit, value + 1), started, calendar=CN, tz=tz, pauses=stops).at >= one


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 60), MOMENTS, PAUSES, ZONES)
@pytest.mark.slow
def test_a_day_clock_ends_on_a_working_day_within_office_hours(value, started, pauses, tz):
    for unit in ("working_day", "calendar_day"):
        wall = due(
            rule(unit, value), started, calendar=CN, tz=tz, pauses=_stops(started, pauses)
        ).at.astimezone(tz)
        assert CN.is_working(wall.date())
        assert time(9) < wall.time() <= time(18)


@settings(max_examples=150, deadline=None)
@given(st.tuples(UNITS, st.integers(1, 60)), MOMENTS, PAUSES, ZONES)
@pytest.mark.slow
def test_every_deadline_can_be_explained_and_the_explanation_kept(limit, started, pauses, tz):
    found = due(rule(*limit), started, calendar=CN, tz=tz, pauses=_stops(started, pauses))
    told = explanation(found)
    assert told.model_dump(mode="json") == stored(found)
    assert datetime.fromisoformat(told.due) == found.at.replace(second=0, microsecond=0)
    assert Explanation.model_validate_json(told.model_dump_json()) == told
    assert sentence(told, "en").startswith("due ")
    assert "到期" in sentence(told, "zh")
