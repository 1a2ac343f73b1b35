"""What a capability may say about a clock."""

import pytest
from pydantic import ValidationError

from anlan.cases.clocks.due import check_extension
from anlan.cases.clocks.errors import ExtensionNotAllowed
from anlan.cases.clocks.rules import EVENTS, LAST, ClockRule, Unit

BASE = {
    "code": "handle",
    "title": {"zh": "办理时限", "en": "Handling"},
    "start": "accepted",
    "end": ["finished"],
    "value": 5,
    "unit": "working_day",
    "provision": "jinan.12345.24",
}


def rule(**changes):
    data = {**BASE, **changes}
    return ClockRule.model_validate({key: value for key, value in data.items() if value is not ...})


def test_a_plain_rule_reads():
    plain = rule()
    assert (plain.unit, plain.calendar, plain.per, plain.pausable) == (
        Unit.WORKING_DAY,
        "cn",
        "assignment",
        False,
    )


def test_a_capabilitys_own_step_can_start_or_end_a_clock():
    assert rule(start="act:hearing", end=["act:agreement", "closed"]).start == "act:hearing"


@pytest.mark.parametrize("event", [*[event for event in EVENTS if event != LAST], "act:visit"])
def test_every_event_of_a_case_but_the_last_can_start_a_clock(event):
    assert rule(start=event, end=["act:end"]).start == event


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "acepted"},
        {"by_urgency": {"urgent": 1}},
        {"end": []},
        {"end": ["accepted"]},
        {"start": "act:"},
        {"value": 0},
        {"value": -5},
        {"value": ...},
        {"unit": "week"},
        {"unit": ...},
        {"due_field": "promised"},
        {"due_field": "promised", "value": ..., "unit": ..., "by_category": {"a": 2}},
        {"due_field": "promised", "value": ..., "unit": ..., "extend": {"value": 1}},
        {"title": {"zh": "办理时限"}},
        {"provision": "条例"},
        {"provision": ...},
        {"extnd": {"value": 1}},
        {"extend": {"value": 0}},
        {"by_category": {"leak": 0}},
        {"escalate": [{"level": "street"}]},
        {"escalate": [{"before": "1 hour", "after": "1 hour", "level": "street"}]},
        {"escalate": [{"before": "soon", "level": "street"}]},
        {"escalate": [{"before": "1 hour", "level": "The Street"}]},
    ],
)
def test_a_rule_with_a_mistake_is_refused(changes):
    with pytest.raises(ValidationError):
        rule(**changes)


def test_a_promised_deadline_needs_no_value():
    assert rule(due_field="due_date", value=..., unit=...).due_field == "due_date"


def test_short_and_long_spans_mean_the_same():
    short = rule(
        escalate=[{"before": "1 working_day", "level": "unit"}, {"after": "2 hours", "level": "street"}]
    )
    long = rule(
        escalate=[
            {"before": {"value": 1, "unit": "working_day"}, "level": "unit"},
            {"after": {"value": 2, "unit": "hour"}, "level": "street"},
        ]
    )
    assert short == long


def test_the_category_goes_before_the_general_value():
    graded = rule(by_category={"leak": 2, "noise": 3})
    assert [graded.value_for(), graded.value_for("tree"), graded.value_for("leak")] == [5, 5, 2]


def test_an_event_that_does_not_happen_is_refused_with_those_that_do():
    with pytest.raises(ValidationError, match="“merged” does not happen to a case"):
        rule(end=["merged"])


def test_no_clock_starts_when_everything_is_over():
    with pytest.raises(ValidationError, match="nothing runs after “closed”"):
        rule(start="closed", end=["reopened"])


def test_a_rule_survives_json():
    full = rule(extend={"value": 5, "times": 2}, escalate=[{"after": "1 working_day", "level": "street"}])
    assert ClockRule.model_validate_json(full.model_dump_json()) == full


@pytest.mark.parametrize(("asked", "times"), [(6, 0), (0, 0), (-1, 0), (5, 2)])
def test_more_extension_than_the_rule_allows_is_refused(asked, times):
    with pytest.raises(ExtensionNotAllowed):
        check_extension(rule(extend={"value": 5, "times": 2}), asked=asked, times=times)


def test_extension_within_the_rule_is_allowed_and_none_without_one():
    check_extension(rule(extend={"value": 5, "times": 2}), asked=5, times=1)
    with pytest.raises(ExtensionNotAllowed):
        check_extension(rule(), asked=1, times=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"day": {"ends": "24:00"}},  # of a clock in working days
        {"unit": "same_day", "day": {"ends": "18:00"}},  # what starts at 19:00 would have no deadline
        {"unit": "same_day", "day": {"ends": "18:00", "night_from": "20:00", "night_ends": "12:00"}},
        {"unit": "same_day", "day": {"night_from": "20:00"}},
        {"unit": "same_day", "day": {"ends": "25:00"}},
        {"unit": "same_day", "value": 0},
        {"unit": "hour", "escalate": [{"after": {"value": 1, "unit": "same_day"}, "level": "leader"}]},
    ],
)
def test_a_day_that_leaves_a_moment_without_a_deadline_is_refused(changes):
    with pytest.raises(ValidationError):
        rule(**changes)


def test_a_same_day_rule_reads():
    night = {"ends": "18:00", "night_from": "18:00", "night_ends": "12:00"}
    assert rule(unit="same_day", value=1, day=night).day.night_ends == "12:00"
