"""When something is due: the Civil Code's counting, suspensions, two zones and hostile numbers."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import Pause, alarms, due, remaining, shift
from anlan.cases.clocks.errors import CalendarYearUnknown, PromiseMissing
from anlan.cases.clocks.rules import ClockRule, Span

CN = calendar("cn")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def rule(unit="working_day", value=5, **changes):
    data = {
        "code": "handle",
        "title": {"zh": "办理时限", "en": "Handling"},
        "start": "accepted",
        "end": ["finished"],
        "value": value,
        "unit": unit,
        "provision": "jinan.12345.24",
        "pausable": True,
        **changes,
    }
    return ClockRule.model_validate(data)


def t(text, tz=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def deadline(clock, started, *, tz=SHANGHAI, pauses=(), **more):
    stops = [(t(pause[0], tz), t(pause[1], tz), *pause[2:]) for pause in pauses]
    found = due(clock, t(started, tz), calendar=CN, tz=tz, pauses=stops, **more)
    assert found.at.utcoffset() == timedelta(0)
    return found.at.astimezone(tz).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("started", "days", "expected"),
    [
        ("2026-03-02 10:00", 5, "2026-03-09 18:00"),  # Monday to Monday
        ("2026-03-02 00:00", 1, "2026-03-03 18:00"),  # the first day is not counted (Art. 201)
        ("2026-03-02 23:59", 1, "2026-03-03 18:00"),
        ("2026-03-07 12:00", 1, "2026-03-09 18:00"),  # begun on a Saturday
        ("2026-09-30 15:00", 5, "2026-10-13 18:00"),  # National Day left out, Saturday 10 October counted
        ("2026-10-03 09:00", 1, "2026-10-08 18:00"),  # begun within the holiday
        ("2026-10-09 17:00", 1, "2026-10-10 18:00"),  # a made-up Saturday is a working day
        ("2025-12-31 10:00", 1, "2026-01-04 18:00"),  # made up on Sunday, over the year's end
        ("2026-02-13 10:00", 2, "2026-02-24 18:00"),
        ("2024-02-08 10:00", 2, "2024-02-18 18:00"),
    ],
)
def test_working_days_are_counted_from_the_next_day_to_close_of_business(started, days, expected):
    assert deadline(rule(value=days), started) == expected


@pytest.mark.parametrize(
    ("started", "days", "expected"),
    [
        ("2026-03-02 10:00", 15, "2026-03-17 18:00"),
        ("2026-03-02 10:00", 5, "2026-03-09 18:00"),  # the last day is Saturday: carried to Monday (Art. 203)
        ("2026-09-20 10:00", 15, "2026-10-08 18:00"),  # carried over what is left of National Day
        ("2026-09-25 10:00", 15, "2026-10-10 18:00"),  # a made-up Saturday is no day off
        ("2026-04-20 10:00", 60, "2026-06-22 18:00"),  # Dragon Boat Festival
        ("2026-12-01 10:00", 30, "2026-12-31 18:00"),
        ("2026-01-31 10:00", 28, "2026-02-28 18:00"),
    ],
)
def test_calendar_days_run_through_holidays_but_do_not_end_on_one(started, days, expected):
    assert deadline(rule("calendar_day", days), started) == expected


@pytest.mark.parametrize(
    ("unit", "value", "expected"), [("hour", 24, "2026-10-02 10:05"), ("minute", 3, "2026-10-01 10:08")]
)
def test_hours_and_minutes_are_exact_also_on_holidays(unit, value, expected):
    assert deadline(rule(unit, value), "2026-10-01 10:05") == expected


def test_the_zone_decides_which_day_it_began():
    moment = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # Tuesday in Shanghai, Monday in New York
    shanghai = due(rule(value=1), moment, calendar=CN, tz=SHANGHAI).at
    new_york = due(rule(value=1), moment, calendar=CN, tz=NEW_YORK).at
    assert shanghai == t("2026-03-04 18:00")
    assert new_york == t("2026-03-03 18:00", NEW_YORK)


@pytest.mark.parametrize(
    ("started", "expected", "utc_hour"),
    [
        ("2025-03-07 10:00", "2025-03-10 18:00", 22),  # clocks went forward on the Sunday between
        ("2025-10-31 10:00", "2025-11-03 18:00", 23),  # and back here
    ],
)
def test_days_end_at_the_wall_clocks_close_when_the_clocks_change(started, expected, utc_hour):
    assert deadline(rule(value=1), started, tz=NEW_YORK) == expected
    assert due(rule(value=1), t(started, NEW_YORK), calendar=CN, tz=NEW_YORK).at.hour == utc_hour


def test_pauses_and_alarms_are_real_time_when_the_clocks_change():
    pauses = [("2025-03-09 01:00", "2025-03-09 03:00")]  # one hour: from two to three o'clock there was none
    assert deadline(rule("hour", 1), "2025-03-09 00:30", tz=NEW_YORK, pauses=pauses) == "2025-03-09 03:30"
    span = Span(value=1, unit="hour")
    assert shift(t("2025-03-09 03:30", NEW_YORK), span, back=True, calendar=CN, tz=NEW_YORK) == t(
        "2025-03-09 01:30", NEW_YORK
    )


def test_hours_are_real_hours_when_the_clocks_change():
    assert deadline(rule("hour", 24), "2025-03-08 12:00", tz=NEW_YORK) == "2025-03-09 13:00"
    assert deadline(rule("hour", 24), "2025-11-01 12:00", tz=NEW_YORK) == "2025-11-02 11:00"


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-03-03 09:00", "2026-03-04 09:00")], "2026-03-10 18:00"),  # one whole office day
        ([("2026-03-03 10:00", "2026-03-04 10:00")], "2026-03-10 18:00"),  # 8 h and 1 h make nine
        ([("2026-03-03 10:00", "2026-03-03 12:30")], "2026-03-10 11:30"),  # half a morning
        ([("2026-03-03 18:00", "2026-03-04 09:00")], "2026-03-09 18:00"),  # a night costs no office time
        ([("2026-03-07 00:00", "2026-03-08 23:00")], "2026-03-09 18:00"),  # nor does a weekend
        (
            [("2026-03-02 10:30", "2026-03-02 16:00")],
            "2026-03-09 18:00",
        ),  # the first day does not count anyway
        ([("2026-03-09 17:00", "2026-03-11 10:00")], "2026-03-11 11:00"),  # an hour was left when it began
        ([("2026-03-09 18:00", "2026-03-20 10:00")], "2026-03-09 18:00"),  # begun when all was over
        (
            [("2026-03-03 10:00", "2026-03-03 11:00"), ("2026-03-03 10:30", "2026-03-03 12:00")],
            "2026-03-10 11:00",
        ),
        (
            [("2026-03-06 09:00", "2026-03-09 18:00"), ("2026-03-11 09:00", "2026-03-12 09:00")],
            "2026-03-12 18:00",
        ),
    ],
)
def test_a_suspension_takes_out_the_office_time_it_covers(pauses, expected):
    assert deadline(rule(), "2026-03-02 10:00", pauses=pauses) == expected


def test_the_hotlines_example_with_three_days_of_appraisal():
    pauses = [("2026-10-09 09:00", "2026-10-12 18:00", "appraisal")]  # Friday, the made-up Saturday, Monday
    assert deadline(rule(), "2026-09-30 15:00", pauses=pauses) == "2026-10-16 18:00"


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-03-05 08:00", "2026-03-06 08:00")], "2026-03-18 18:00"),
        ([("2026-03-05 08:00", "2026-03-05 19:59")], "2026-03-17 18:00"),  # under half a day
        ([("2026-03-05 08:00", "2026-03-05 20:00")], "2026-03-18 18:00"),
        (
            [("2026-03-05 08:00", "2026-03-05 15:00"), ("2026-03-06 08:00", "2026-03-06 15:00")],
            "2026-03-18 18:00",
        ),
        ([("2026-03-17 10:00", "2026-03-19 10:00")], "2026-03-19 18:00"),  # begun on the last day
        ([("2026-03-17 18:00", "2026-03-29 10:00")], "2026-03-17 18:00"),
        ([("2026-03-05 08:00", "2026-03-09 08:00")], "2026-03-23 18:00"),  # and then carried over the weekend
    ],
)
def test_a_suspension_moves_a_calendar_day_clock_by_whole_days(pauses, expected):
    assert deadline(rule("calendar_day", 15), "2026-03-02 10:00", pauses=pauses) == expected


def test_a_suspension_moves_an_hour_clock_by_its_own_length():
    pauses = [("2026-03-02 09:00", "2026-03-02 10:30"), ("2026-03-02 12:00", "2026-03-02 13:00")]
    assert deadline(rule("hour", 4), "2026-03-02 10:00", pauses=pauses) == "2026-03-02 15:30"


def test_a_clock_that_cannot_be_suspended_runs_on():
    pauses = [("2026-03-03 09:00", "2026-03-04 09:00")]
    assert deadline(rule(pausable=False), "2026-03-02 10:00", pauses=pauses) == "2026-03-09 18:00"


def test_a_suspension_that_ends_before_it_began_is_a_mistake():
    with pytest.raises(ValueError, match="after it began"):
        deadline(rule(), "2026-03-02 10:00", pauses=[("2026-03-04 09:00", "2026-03-03 09:00")])


def test_extension_adds_units_of_the_rule():
    assert deadline(rule(), "2026-03-02 10:00", extended=5) == "2026-03-16 18:00"
    assert deadline(rule("calendar_day", 60), "2026-03-02 10:00", extended=30) == "2026-06-01 18:00"
    assert deadline(rule("hour", 2), "2026-03-02 10:00", extended=1) == "2026-03-02 13:00"


def test_the_category_chooses_the_value():
    graded = rule(by_category={"leak": 1})
    assert deadline(graded, "2026-03-02 10:00", category="leak") == "2026-03-03 18:00"
    assert deadline(graded, "2026-03-02 10:00", category="noise") == "2026-03-09 18:00"


def test_a_promised_deadline_is_kept_and_moves_with_suspensions_only():
    promised = rule(None, None, due_field="due_date")
    found = due(promised, t("2016-03-02 10:00"), calendar=CN, tz=SHANGHAI, promised=t("2016-03-05 23:00"))
    assert found.at == t("2016-03-05 23:00")
    stop = [Pause(t("2016-03-03 10:00"), t("2016-03-03 12:00"))]
    moved = due(
        promised, t("2016-03-02 10:00"), calendar=CN, tz=SHANGHAI, promised=t("2016-03-05 23:00"), pauses=stop
    )
    assert moved.at == t("2016-03-06 01:00")
    with pytest.raises(PromiseMissing):
        due(promised, t("2016-03-02 10:00"), calendar=CN, tz=SHANGHAI)


def test_own_office_hours_move_the_close():
    own = CN.with_hours(time(8, 30), time(17))
    assert due(rule(), t("2026-03-02 10:00"), calendar=own, tz=SHANGHAI).at == t("2026-03-09 17:00")


def test_an_unpublished_year_makes_a_deadline_provisional():
    assert due(rule(), t("2026-12-30 10:00"), calendar=CN, tz=SHANGHAI).provisional == (2027,)
    assert due(rule(), t("2026-12-01 10:00"), calendar=CN, tz=SHANGHAI).provisional == ()
    assert due(rule("hour", 72), t("2026-12-30 10:00"), calendar=CN, tz=SHANGHAI).provisional == ()


@pytest.mark.parametrize("started", ["2012-05-05 10:00", "2027-12-30 10:00", "2050-01-01 00:00"])
def test_a_year_nobody_knows_is_refused_for_days_and_not_needed_for_hours(started):
    with pytest.raises(CalendarYearUnknown):
        deadline(rule(), started)
    assert deadline(rule("hour", 1), started)


def test_what_remains_is_told_in_time_and_working_days():
    found = due(rule(), t("2026-09-30 15:00"), calendar=CN, tz=SHANGHAI)  # 13 October
    early = remaining(found, t("2026-10-08 12:00"))
    assert (early.late, early.time, early.working_days) == (False, timedelta(days=5, hours=6), 4)
    assert not remaining(found, found.at).late
    over = remaining(found, t("2026-10-15 18:00"))
    assert (over.late, over.time, over.working_days) == (True, -timedelta(days=2), 2)
    assert remaining(
        due(rule("hour", 1), t("2050-01-01 00:00"), calendar=CN, tz=SHANGHAI), t("2050-01-01 00:30")
    )


def test_spans_shift_by_working_days_over_holidays():
    span = Span(value=2, unit="working_day")
    at = t("2026-10-09 18:00")
    assert shift(at, span, back=True, calendar=CN, tz=SHANGHAI) == t("2026-09-30 18:00")
    assert shift(at, span, back=False, calendar=CN, tz=SHANGHAI) == t("2026-10-12 18:00")
    assert shift(at, Span(value=1, unit="calendar_day"), back=True, calendar=CN, tz=SHANGHAI) == t(
        "2026-10-08 18:00"
    )
    assert shift(at, Span(value=90, unit="minute"), back=False, calendar=CN, tz=SHANGHAI) == t(
        "2026-10-09 19:30"
    )


def test_alarms_come_in_order_and_never_before_the_clock_started():
    steps = [
        {"after": "1 working_day", "level": "district"},
        {"before": "9 working_days", "level": "unit"},
        {"before": "2 hours", "level": "street"},
    ]
    found = alarms(due(rule(escalate=steps), t("2026-03-02 10:00"), calendar=CN, tz=SHANGHAI))
    assert [alarm.level for alarm in found] == ["unit", "street", "district"]
    assert [alarm.at for alarm in found] == [
        t("2026-03-02 10:00"),
        t("2026-03-09 16:00"),
        t("2026-03-10 18:00"),
    ]
