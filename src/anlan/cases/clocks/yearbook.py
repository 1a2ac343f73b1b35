"""The file a working-day calendar is written in, read strictly."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from anlan.kit.texts import Text

DAY = timedelta(days=1)


def _as_runs(value: object) -> object:
    """`[a]`, `[a, b]` and `[[a, b], [c]]` all become a list of (first, last)."""
    if not isinstance(value, list):
        return value
    runs = value if value and isinstance(value[0], list) else [value]
    return [(run[0], run[-1]) for run in runs if run]


Runs = Annotated[list[tuple[date, date]], BeforeValidator(_as_runs)]


def days_of(runs: list[tuple[date, date]]) -> Iterator[date]:
    """Every day of every run, both ends included."""
    for first, last in runs:
        for offset in range((last - first).days + 1):
            yield first + offset * DAY


class Year(BaseModel):
    """One year as a notice arranged it, or as the statute alone gives it (`provisional`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int
    notice: str
    changed_by: str = ""
    issued: date
    source: str = ""
    confidence: Literal[
        "read", "counted", "computed"
    ]  # read: the notice's text; counted: its number of days agrees
    provisional: bool = False
    holidays: dict[str, Runs]
    workdays: list[date]

    @model_validator(mode="after")
    def _near_its_year(self) -> Self:
        for day in [*(day for runs in self.holidays.values() for day in days_of(runs)), *self.workdays]:
            if day.year != self.year and not (day.year == self.year - 1 and day.month == 12):
                raise ValueError(f"{day} does not belong to the notice for {self.year}")
        return self

    def named_days(self, weekend: frozenset[int]) -> dict[date, str]:
        """Day → holiday code. In a provisional year days lost to a weekend are made up (放假办法 Art. 6)."""
        named = {day: code for code, runs in self.holidays.items() for day in days_of(runs)}
        if self.provisional:
            for day, code in sorted(named.items()):
                if day.isoweekday() in weekend:
                    made_up = day
                    while made_up in named or made_up.isoweekday() in weekend:
                        made_up += DAY
                    named[made_up] = code
        return named


class Yearbook(BaseModel):
    """A whole calendar file. Years follow one another without a gap."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str
    en: str
    weekend: list[int]
    opens: time
    closes: time
    names: dict[str, Text]
    years: list[Year] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        numbers = [year.year for year in self.years]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise ValueError(f"the years must follow one another, but are {numbers}")
        unnamed = {code for year in self.years for code in year.holidays} - set(self.names)
        if unnamed:
            raise ValueError(f"holidays without a name: {sorted(unnamed)}")
        for year in self.years:
            for day in year.workdays:
                if day.isoweekday() not in self.weekend:
                    raise ValueError(f"{day} is worked anyway: it is not on a weekend")
        if self.opens >= self.closes:
            raise ValueError("an office closes after it opened")
        return self


def read_yearbook(path: Path) -> Yearbook:
    """The calendar file at `path`. Raises pydantic's `ValidationError`, which names the entry."""
    return Yearbook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
