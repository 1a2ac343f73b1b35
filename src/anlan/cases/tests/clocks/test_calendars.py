"""Which days are worked: every notice, the statute for a year without one, and years nobody knows."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from anlan.cases.clocks.calendars import calendar, calendar_from, known_calendars
from anlan.cases.clocks.errors import CalendarUnknown, CalendarYearUnknown
from anlan.cases.clocks.yearbook import Yearbook, days_of, read_yearbook

CN = calendar("cn")
FILE = Path(__file__).parents[2] / "clocks" / "years" / "cn.yaml"

# Days off and weekend days worked that each notice adds up to, not counted from our file.
COUNTS = {
    2014: (22, 5), 2015: (26, 5), 2016: (24, 6), 2017: (24, 5), 2018: (23, 6), 2019: (24, 7), 2020: (30, 6),
    2021: (31, 7), 2022: (31, 7), 2023: (27, 7), 2024: (28, 8), 2025: (28, 5), 2026: (33, 6),
}  # fmt: skip


@pytest.mark.parametrize("year", COUNTS)
def test_a_year_has_as_many_days_off_and_made_up_as_its_notice(year):
    entry = next(one for one in read_yearbook(FILE).years if one.year == year)
    off = [day for runs in entry.holidays.values() for day in days_of(runs)]
    assert (len(off), len(entry.workdays)) == COUNTS[year]
    assert len(set(off)) == len(off)
    assert not set(off) & set(entry.workdays)
    assert "号" in entry.notice


@pytest.mark.parametrize(("year", "working"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_known_number_of_working_days(year, working):
    days = CN.rank(date(year, 12, 31)) - CN.rank(date(year - 1, 12, 31))
    assert days == working


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-09", True),  # the eve was only recommended in 2024
        ("2024-02-18", True),
        ("2024-05-11", True),
        ("2025-01-28", False),  # the eve is statutory since 2025
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-09-20", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2020-02-01", False),  # worked by the first notice, off by the one that prolonged the festival
        ("2019-05-05", True),
        ("2018-12-31", False),  # named by the notice for 2019
        ("2015-09-03", False),
    ],
)
def test_a_named_day_is_worked_or_off_as_its_notice_says(day, worked):
    assert CN.is_working(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2027-01-01", "new_year"),
        ("2027-02-05", "spring_festival"),
        ("2027-02-08", "spring_festival"),
        ("2027-02-09", "spring_festival"),  # 6 and 7 February lie on a weekend: made up (Art. 6)
        ("2027-02-10", "spring_festival"),
        ("2027-02-11", None),
        ("2027-04-05", "qingming"),
        ("2027-05-03", "labour_day"),
        ("2027-05-04", "labour_day"),
        ("2027-06-09", "dragon_boat"),
        ("2027-09-15", "mid_autumn"),
        ("2027-10-04", "national_day"),
        ("2027-10-05", "national_day"),
        ("2027-10-06", None),
    ],
)
def test_an_unpublished_year_follows_the_statute_and_makes_up_weekends(day, code):
    assert CN.holiday(date.fromisoformat(day)) == code


def test_an_unpublished_year_is_provisional_and_a_published_one_is_not():
    assert CN.provisional_years == {2027}
    assert CN.provisional_between(date(2026, 12, 30), date(2027, 1, 4)) == [2027]
    assert CN.provisional_between(date(2026, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize("day", [date(2013, 12, 31), date(2028, 1, 1), date.max, date.min])
def test_a_year_nobody_knows_is_refused_and_the_file_named(day):
    with pytest.raises(CalendarYearUnknown) as caught:
        CN.rank(day)
    assert str(day.year) in str(caught.value)
    assert "cn.yaml" in str(caught.value)


def test_running_over_the_last_year_is_refused():
    with pytest.raises(CalendarYearUnknown):
        CN.plus(date(2027, 12, 30), 30)
    with pytest.raises(CalendarYearUnknown):
        CN.plus(date(2014, 1, 2), -30)


def test_counting_forward_and_back_agrees_with_walking_day_by_day():
    day, rank = date(2026, 1, 1), CN.rank(date(2026, 1, 1))
    for _ in range(365):
        day += timedelta(days=1)
        rank += CN.is_working(day)
        assert CN.rank(day) == rank
    assert CN.plus(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CN.plus(date(2026, 10, 10), -3) == date(2026, 9, 30)
    assert CN.plus(date(2026, 10, 4), -1) == date(2026, 9, 30)  # from a day off
    assert CN.plus(date(2026, 10, 4), 0) == CN.next_working(date(2026, 10, 4)) == date(2026, 10, 8)


def test_an_unknown_calendar_names_the_known_ones():
    assert known_calendars() == ["cn"]
    with pytest.raises(CalendarUnknown, match="cn"):
        calendar("../cn")


def test_a_district_keeps_its_own_hours_without_changing_the_calendar():
    own = CN.with_hours(time(8, 30), time(17))
    assert (own.closes, CN.closes) == (time(17), time(18))
    assert own.is_working(date(2026, 10, 10))
    with pytest.raises(ValueError, match="closes after"):
        CN.with_hours(time(18), time(9))


def _broken(change):
    book = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(book)
    return book


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: book["years"].pop(3), "follow one another"),
        (lambda book: book["years"][0]["workdays"].append(date(2014, 1, 28)), "worked anyway"),
        (lambda book: book["years"][0]["workdays"].append(date(2016, 1, 30)), "does not belong"),
        (lambda book: book["names"].pop("qingming"), "without a name"),
        (lambda book: book.update(opens="19:00"), "closes after"),
        (lambda book: book.update(holliday=1), "Extra inputs"),
    ],
)
@pytest.mark.slow
def test_a_calendar_file_with_a_mistake_is_refused(change, words):
    with pytest.raises(ValidationError, match=words):
        Yearbook.model_validate(_broken(change))


@pytest.mark.slow
def test_the_edition_changes_with_the_file(tmp_path):
    other = tmp_path / "cn.yaml"
    other.write_text(FILE.read_text(encoding="utf-8") + "# corrected\n", encoding="utf-8")
    assert calendar_from(other).edition != CN.edition
    assert calendar_from(FILE).edition == CN.edition
