"""事不过夜: clocks that end with the day they start on."""

import pytest

from anlan.cases.tests.clocks.test_due import deadline, rule

NIGHT = {"ends": "24:00", "night_from": "20:00", "night_ends": "12:00"}


@pytest.mark.parametrize(
    ("started", "days", "day", "expected"),
    [
        ("2026-03-02 09:00", 1, None, "2026-03-02 23:59"),
        ("2026-03-07 00:00", 1, None, "2026-03-07 23:59"),  # a Saturday: a hazard does not wait for Monday
        ("2026-10-01 23:59", 1, None, "2026-10-01 23:59"),  # National Day, without a rule for the night
        ("2026-03-02 09:00", 2, None, "2026-03-03 23:59"),
        ("2026-03-02 19:59", 1, NIGHT, "2026-03-02 23:59"),
        ("2026-03-02 20:00", 1, NIGHT, "2026-03-03 12:00"),
        ("2026-12-31 23:30", 1, NIGHT, "2027-01-01 12:00"),  # no calendar is asked: 2027 is not published
        ("2026-03-03 00:30", 1, NIGHT, "2026-03-03 23:59"),
        (
            "2026-03-02 17:00",
            1,
            {"ends": "18:00", "night_from": "16:00", "night_ends": "10:00"},
            "2026-03-03 10:00",
        ),
    ],
)
def test_a_same_day_clock_ends_with_its_day_or_the_night_rules_hour(started, days, day, expected):
    assert deadline(rule("same_day", days, day=day), started) == expected


def test_a_suspension_moves_a_same_day_clock_by_its_own_length():
    stops = [("2026-03-02 10:00", "2026-03-02 12:30", "appraisal")]
    assert deadline(rule("same_day", 1), "2026-03-02 09:00", pauses=stops) == "2026-03-03 02:29"


def test_a_same_day_clock_can_be_put_off_by_days():
    assert deadline(rule("same_day", 1), "2026-03-02 09:00", extended=2) == "2026-03-04 23:59"
