"""How a file of recorded requests becomes matters: a YAML file that a district's IT staff can write."""

import re
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from anlan.interop.errors import MappingUnreadable
from anlan.kit.texts import Text

_CODE = r"^[a-z][a-z0-9_]{0,39}$"
# What people write for the parts of a date, and what Python calls them. Longest first, so that YYYY is not two YY.
PARTS = {
    "YYYY": "%Y", "MM": "%m", "DD": "%d", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "AM": "%p", "ZZ": "%z",
    "M": "%m", "D": "%d",
}  # fmt: skip
# A date as a bare number of days, as spreadsheets keep it.
SERIAL = "serial"


class Strict(BaseModel):
    """A key nobody knows is refused: a misspelt one would silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(Strict):
    """Which column of the file holds what; those with a default need not be in the file. In a row, `street` and
    `community` may be empty.
    """

    request: str
    type: str
    channel: str
    created: str
    closed: str
    status: str
    unit: str
    due: str = ""
    street: str = ""
    community: str = ""
    address: str = ""
    lat: str = ""
    lon: str = ""
    words: str = ""

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Every column that has to be in the file."""
        return tuple(name for field in type(self).model_fields if (name := getattr(self, field)))


class Dates(Strict):
    """How times are written: `YYYY M MM D DD HH hh mm ss AM ZZ`, or `serial`, and the zone they are in.

    `formats` are further ways of writing: a time that two of them read differently is refused, never guessed.
    """

    format: str = Field(min_length=4)
    formats: tuple[str, ...] = ()
    zone: str = "UTC"

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every way of writing, each once."""
        return tuple(dict.fromkeys((self.format, *self.formats)))

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone} is no time zone; for instance UTC or America/New_York")
        return zone

    @cached_property
    def pattern(self) -> str:
        """The format as `datetime.strptime` takes it."""
        return re.sub("|".join(PARTS), lambda part: PARTS[part[0]], self.format.replace("%", "%%"))

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.zone)


class District(Strict):
    """The district everything lies in: six digits, made up where the country has no such codes."""

    code: int = Field(ge=100000, le=999999)
    title: Text


class Unit(Strict):
    """A unit, and what the file calls it. Its code is the role that routing names, too."""

    code: str = Field(pattern=_CODE)
    called: str
    title: Text


class Routing(Strict):
    """Which unit owns a type: an exception, else the longest prefix, else `otherwise`."""

    exceptions: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    otherwise: str

    def unit_of(self, type: str) -> str:
        """The code of the unit that owns `type`."""
        if type in self.exceptions:
            return self.exceptions[type]
        fitting = [prefix for prefix in self.prefixes if type.startswith(prefix)]
        return self.prefixes[max(fitting, key=len)] if fitting else self.otherwise


class Outcome(Strict):
    """How a request can end."""

    code: str = Field(pattern=_CODE)
    kind: Literal["solved", "explained", "not_accepted", "duplicate"]
    title: Text


class Mapping(Strict):
    """The whole file."""

    mapping: Literal[1]
    name: str = Field(pattern=_CODE)
    title: Text
    summary: Text
    columns: Columns
    sheet: str = ""
    encoding: Literal["auto", "utf-8", "gb18030", "latin-1"] = "auto"
    dates: Dates
    district: District
    street: Text
    community: Text
    units: tuple[Unit, ...] = Field(min_length=1)
    routing: Routing
    channels: dict[str, str]
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    statuses: dict[str, str | None]

    @model_validator(mode="after")
    def _refers_to_what_there_is(self) -> Self:
        units = {unit.code for unit in self.units}
        routed = {*self.routing.exceptions.values(), *self.routing.prefixes.values(), self.routing.otherwise}
        if missing := routed - units:
            raise ValueError(f"routing names units that are not listed: {', '.join(sorted(missing))}")
        outcomes = {outcome.code for outcome in self.outcomes}
        if missing := {code for code in self.statuses.values() if code} - outcomes:
            raise ValueError(f"statuses name outcomes that are not listed: {', '.join(sorted(missing))}")
        for what in (("code", "units"), ("called", "units"), ("code", "outcomes")):
            values = [getattr(each, what[0]) for each in getattr(self, what[1])]
            if len(set(values)) != len(values):
                raise ValueError(f"{what[1]}: a {what[0]} stands twice")
        return self

    @cached_property
    def unit_called(self) -> dict[str, str]:
        """The file's name of a unit → its code."""
        return {unit.called: unit.code for unit in self.units}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The code of an outcome → its kind."""
        return {outcome.code: outcome.kind for outcome in self.outcomes}


def load_mapping(path: Path) -> Mapping:
    """The mapping in `path`. Raises `MappingUnreadable`, which says where and why."""
    try:
        return Mapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "mapping"
        raise MappingUnreadable(name=path.name, reason=f"{where}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise MappingUnreadable(name=path.name, reason=" ".join(str(error).split())[:300]) from error
