"""What somebody above the cases has to look at, by unit, street or capability: each number with the filters it opens.

One statement over the open cases of a scope. It stops at `MOST_SEEN` of them: every number is then the least it can be.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Mod

from anlan.access.public import Actor
from anlan.cases.finding.attention import QUIET_HOURS, SOON_HOURS, due_by, untouched_since
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.models import Case, Request
from anlan.cases.queries import visible

MOST_SEEN = 50_000
MOST_ROWS = 300
_STREET, _DISTRICT = 10**6, 10**9

ASKED: dict[str, dict[str, str]] = {
    "late": {"late": "1"},
    "soon": {"soon": str(SOON_HOURS)},
    "quiet": {"quiet": str(QUIET_HOURS)},
    "returned": {"returned": "1"},
    "objected": {"asked": "objection"},
    "more_time": {"asked": "extension"},
    "reopened": {"reopened": "1"},
    "supervised": {"supervised": "1"},
    "offered": {"state": "dispatched"},
    "to_check": {"state": "handled"},
    "open": {},
}
"""What is counted, in the order of the page, and what the inbox is asked for to list the same."""


@dataclass(frozen=True)
class Narrow:
    """What the whole view is narrowed to: a street (its code), a capability (its name)."""

    street: tuple[int, int] | None = None
    capability: str = ""


@dataclass(frozen=True)
class Load:
    """One line. `key`: a unit's id (None: nobody owns them yet), a street's code, or a capability's name."""

    key: Any
    numbers: dict[str, int]


@dataclass(frozen=True)
class Seen:
    """All lines, and what they come to together. `cut`: there are more open cases than were looked at."""

    loads: list[Load]
    totals: dict[str, int]
    cut: bool
    more_rows: int


def _is(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _asked(kind: str) -> Combinable:
    """Few requests are open at a time: they are read once, not asked about case by case."""
    return _is(Q(pk__in=Request.objects.filter(kind=kind, decided_at=None).values("case")))


def _marks(at: datetime) -> dict[str, Combinable]:
    return {
        "is_soon": _is(due_by(at + timedelta(hours=SOON_HOURS))),
        "is_quiet": _is(untouched_since(at - timedelta(hours=QUIET_HOURS))),
        "is_returned": _is(Q(returned__gt=0)),
        "is_objected": _asked("objection"),
        "is_more_time": _asked("extension"),
        "is_reopened": _is(Q(reopened__gt=0)),
        "is_late": _is(Q(late=True)),
        "is_supervised": _is(Q(supervised=True)),
        "is_offered": _is(Q(state=State.DISPATCHED)),
        "is_to_check": _is(Q(state=State.HANDLED)),
        "is_open": _is(Q(state__in=sorted(OPEN))),
    }


# A place of no street (outside, unlocated, the whole district) stands for itself.
_BY = {
    "unit": F("lead_unit"),
    "street": F("place_scope") - Mod("place_scope", _STREET),
    "capability": F("capability"),
}


def _open_cases(actor: Actor, narrow: Narrow) -> QuerySet[Case]:
    rows = visible(actor).filter(state__in=sorted(OPEN)).order_by()
    if narrow.street:
        rows = rows.filter(place_scope__range=narrow.street)
    return rows.filter(capability=narrow.capability) if narrow.capability else rows


def seen_by(actor: Actor, *, by: str, at: datetime, narrow: Narrow = Narrow()) -> Seen:
    """The open cases `actor` may read, counted `by` unit, street or capability, what is late first; one query.

    The same condition is what the inbox narrows by, so that a number is as long as the list it opens.
    """
    marks = _marks(at)
    rows = _open_cases(actor, narrow).annotate(**marks, line=_BY[by]).values("line", *marks)[: MOST_SEEN + 1]
    try:
        inner, given = rows.query.sql_with_params()
    except EmptyResultSet:  # somebody who sees no case
        return Seen([], dict.fromkeys(ASKED, 0), cut=False, more_rows=0)
    counted = ", ".join(f"count(*) FILTER (WHERE is_{name}) AS n_{name}" for name in ASKED)
    sql = f"SELECT line, {counted} FROM ({inner}) AS c GROUP BY line ORDER BY n_late DESC, n_open DESC, line"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchall()
    loads = [Load(line, dict(zip(ASKED, numbers, strict=True))) for line, *numbers in found]
    totals = {name: sum(load.numbers[name] for load in loads) for name in ASKED}
    return Seen(loads[:MOST_ROWS], totals, totals["open"] > MOST_SEEN, max(0, len(loads) - MOST_ROWS))


def is_street(code: int) -> bool:
    """Whether a line's code is a street's, rather than the district's own or of what lies nowhere in it."""
    return bool(code % _DISTRICT) and code % _DISTRICT < 999 * _STREET
