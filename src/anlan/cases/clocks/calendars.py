"""Which days are worked, answered from arrays: intake asks this for every clock of every case."""

import hashlib
from datetime import date, time
from functools import cache
from pathlib import Path

from anlan.cases.clocks.errors import CalendarUnknown, CalendarYearUnknown
from anlan.cases.clocks.yearbook import Yearbook, read_yearbook
from anlan.kit.texts import Text

_FOLDER = Path(__file__).parent / "years"


class Calendar:
    """Working days, holidays and office hours of one jurisdiction, for the years its file holds."""

    def __init__(self, book: Yearbook, *, file: str, edition: str) -> None:
        self.code = book.code
        self.file = file
        self.edition = (
            edition  # a hash of the file: what was computed with an older edition can be found again
        )
        self.names: dict[str, Text] = dict(book.names)
        self.opens, self.closes = book.opens, book.closes
        self.first_year, self.last_year = book.years[0].year, book.years[-1].year
        self.provisional_years = frozenset(year.year for year in book.years if year.provisional)
        self.notices = {year.year: year.notice for year in book.years}
        self._first = date(self.first_year, 1, 1).toordinal()
        self._last = date(self.last_year, 12, 31).toordinal()
        weekend = frozenset(book.weekend)
        self._holidays: dict[int, str] = {}
        self._made_up: set[int] = set()
        for year in book.years:
            self._holidays.update({day.toordinal(): code for day, code in year.named_days(weekend).items()})
            self._made_up.update(day.toordinal() for day in year.workdays)
        self._weekend = weekend
        self._days = [day for day in range(self._first, self._last + 1) if self._works(day)]
        self._rank = self._ranks()

    def _works(self, ordinal: int) -> bool:
        if ordinal in self._made_up:
            return True
        return ordinal not in self._holidays and (ordinal - 1) % 7 + 1 not in self._weekend

    def _ranks(self) -> list[int]:
        working, rank, ranks = set(self._days), 0, []
        for ordinal in range(self._first, self._last + 1):
            rank += ordinal in working
            ranks.append(rank)
        return ranks

    def with_hours(self, opens: time, closes: time) -> "Calendar":
        """The same days with a district's own office hours.."""
        if opens >= closes:
            raise ValueError("an office closes after it opened")
        other = object.__new__(Calendar)
        other.__dict__.update(self.__dict__)
        other.opens, other.closes = opens, closes
        return other

    def _unknown(self, year: int) -> CalendarYearUnknown:
        return CalendarYearUnknown(calendar=self.code, year=year, file=self.file)

    def rank(self, day: date) -> int:
        """How many working days the calendar has up to and including `day`. Raises `CalendarYearUnknown`."""
        index = day.toordinal() - self._first
        if index < 0 or index >= len(self._rank):
            raise self._unknown(day.year)
        return self._rank[index]

    def nth(self, rank: int) -> date:
        """The working day whose `rank` this is (1 is the first). Raises `CalendarYearUnknown`."""
        if rank < 1:
            raise self._unknown(self.first_year - 1)
        if rank > len(self._days):
            raise self._unknown(self.last_year + 1)
        return date.fromordinal(self._days[rank - 1])

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`. Raises `CalendarYearUnknown`."""
        rank = self.rank(day)
        return self._days[rank - 1] == day.toordinal() if rank else False

    def next_working(self, day: date) -> date:
        """`day` itself when it is worked, else the first working day after it."""
        return day if self.is_working(day) else self.nth(self.rank(day) + 1)

    def plus(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; a negative count goes back, 0 is `next_working(day)`."""
        if count == 0:
            return self.next_working(day)
        rank = self.rank(day)
        if count > 0:
            return self.nth(rank + count)
        return self.nth(rank + count + (0 if self.is_working(day) else 1))

    def holidays_of(self, year: int) -> list[tuple[str, date, date]]:
        """Runs of days off with their holiday's code, in order: (code, first, last)."""
        runs: list[tuple[str, date, date]] = []
        for ordinal in sorted(self._holidays):
            day, code = date.fromordinal(ordinal), self._holidays[ordinal]
            if day.year != year:
                continue
            if runs and runs[-1][0] == code and runs[-1][2].toordinal() == ordinal - 1:
                runs[-1] = (code, runs[-1][1], day)
            else:
                runs.append((code, day, day))
        return runs

    def made_up_of(self, year: int) -> list[date]:
        """The weekend days that are worked in exchange (调休上班), in order."""
        return [day for day in map(date.fromordinal, sorted(self._made_up)) if day.year == year]

    def working_days(self, year: int) -> int:
        """How many days are worked in `year`. Raises `CalendarYearUnknown`."""
        return self.rank(date(year, 12, 31)) - self.rank(date(year, 1, 1)) + self.is_working(date(year, 1, 1))

    def holiday(self, day: date) -> str | None:
        """The code of the holiday `day` belongs to, or None; an ordinary weekend is none."""
        return self._holidays.get(day.toordinal())

    def is_made_up(self, day: date) -> bool:
        """Whether `day` lies on a weekend and is worked in exchange for a bridging day (调休上班)."""
        return day.toordinal() in self._made_up

    def provisional_between(self, first: date, last: date) -> list[int]:
        """The provisional years that the days from `first` to `last` touch."""
        if not self.provisional_years or last.year < min(self.provisional_years):
            return []
        return [year for year in range(first.year, last.year + 1) if year in self.provisional_years]


def calendar_from(path: Path) -> Calendar:
    """The calendar in the file at `path`."""
    edition = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return Calendar(read_yearbook(path), file=path.name, edition=edition)


def known_calendars() -> list[str]:
    """The codes of the calendars that are shipped."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def calendar(code: str = "cn") -> Calendar:
    """The shipped calendar called `code`, read once a process. Raises `CalendarUnknown`."""
    if code not in known_calendars():
        raise CalendarUnknown(calendar=code, known=", ".join(known_calendars()))
    return calendar_from(_FOLDER / f"{code}.yaml")
