"""The filters of an inbox as they stand in an address, read in one place. What is not understood narrows nothing."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from anlan.cases.finding.attention import hours
from anlan.cases.lifecycle import State
from anlan.cases.queries import Filters
from anlan.cases.tiles.errors import BoxUnreadable
from anlan.cases.tiles.listing import Box
from anlan.kit import clock
from anlan.kit.codes import CodeInvalid, span
from anlan.kit.words import clean
from anlan.places.public import is_holding, names_of

OPEN_TABS = (
    State.REPORTED, State.ROUTED, State.DISPATCHED, State.HANDLING, State.SUSPENDED, State.HANDLED, State.VERIFIED,
)  # fmt: skip
_ENDED = (State.CLOSED, State.RATED, State.MERGED)
_GROUPS = {"open": OPEN_TABS, "ended": _ENDED, **{str(state): (state,) for state in OPEN_TABS}}


def number_of(value: str) -> int | None:
    """A case's number; None for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def _unit(value: str) -> UUID | None:
    try:
        return UUID(value[:36])
    except ValueError:
        return None


def _flag(asked: QueryDict, name: str) -> bool | None:
    return True if asked.get(name) == "1" else None


def place_of(value: str) -> tuple[int, int] | None:
    """A place and all below it by its code; `code-code` is that place alone."""
    code, _dash, alone = value.partition("-")
    typed = number_of(code)
    try:
        low, high = span(typed or 0)
    except CodeInvalid:
        return None
    return (low, low) if alone == code else (low, high)


def place_title(place: tuple[int, int]) -> str:
    """The name of a place that narrows a list."""
    if is_holding(place[0]):
        return _("Outside, or not located")
    return names_of([place[0]]).get(place[0], str(place[0]))


def box_of(asked: QueryDict) -> Box | None:
    """The part of the map that the list is kept to; None without one, or with one that cannot be read."""
    try:
        return Box.read(asked.get("box", "")[:100])
    except BoxUnreadable:
        return None


def within(box: Box) -> Q:
    """What lies in a box: a few ranges of the index of points, and then exactly."""
    spans = [Q(morton__range=tile.span) for tile in box.tiles()]
    return Q(lon__range=(box.west, box.east), lat__range=(box.south, box.north)) & reduce(or_, spans)


def filters_of(asked: QueryDict, at: datetime | None = None) -> Filters:
    """Filters from an address as they stand at `at` (default: now). Raises `TextUnreadable` for words that are none."""
    capability, _colon, category = asked.get("category", "").replace("\0", "").partition(":")
    soon, quiet = hours(asked.get("soon", "")), hours(asked.get("quiet", ""))
    box, now = box_of(asked), at or clock.now()
    return Filters(
        states=tuple(str(state) for state in _GROUPS.get(asked.get("state", "open"), OPEN_TABS)),
        capability=capability[:40],
        category=category[:40],
        late=_flag(asked, "late"),
        supervised=_flag(asked, "supervised"),
        reopened=_flag(asked, "reopened"),
        returned=_flag(asked, "returned"),
        soon=now + soon if soon else None,
        quiet=now - quiet if quiet else None,
        place=place_of(asked.get("place", "")),
        asked=kind if (kind := asked.get("asked", "")) in {"objection", "extension"} else "",
        unit=_unit(asked.get("unit", "")),
        lead=_unit(asked.get("lead", "")),
        unowned=asked.get("lead") == "none",
        words=clean(asked.get("q", "")[:200], field="q", longest=200),
        inside=within(box) if box else None,
        before=number_of(asked.get("before", "")),
    )
