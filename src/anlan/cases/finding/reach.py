"""How an actor reaches cases, one way at a time, so that each is read in the order of an index of its own.

One condition with OR over places, units and a reporter leaves PostgreSQL nothing but to look at every open case. Taken
apart, the newest of each way come straight from an index, and the newest of all are among them:

places         `case_open_newest`, `case_ended_newest` walked from the newest, or `case_by_place` where few match
each unit      `assignment_newest`: an assignment knows its case's number
the reporter   `case_by_account`

Counts stop early, and go by `case_open_by_state`, `case_late_by_place`, `case_open_by_lead`, `assignment_supporting`.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.access.public import Scope
from anlan.cases.lifecycle import OPEN, Work
from anlan.cases.models import Assignment, Case

MOST_COUNTED = 1000
_STANDING = [str(work) for work in Work if work is not Work.WITHDRAWN]

Narrowing = Callable[[QuerySet[Case]], QuerySet[Case]]


def _of(capabilities: frozenset[str] | None) -> Q:
    return Q() if capabilities is None else Q(capability__in=sorted(capabilities))


def takes_part(unit: UUID) -> Q:
    """The condition that a unit's part in the case stands."""
    assigned = Assignment.objects.filter(case=OuterRef("pk"), unit=unit).exclude(state=Work.WITHDRAWN)
    return Q(Exists(assigned))


def within(scope: Scope) -> Q:
    """All of a scope as one condition, for a few cases in hand: see `ways` for lists."""
    seen = scope.place_q("place_scope", "capability")
    for unit, capabilities in scope.units:
        seen |= takes_part(unit) & _of(capabilities)
    return seen | Q(reporter=scope.participant) if scope.participant else seen


def ways(scope: Scope, below: int | None = None) -> list[QuerySet[Case]]:
    """The ways `scope` reaches cases, each newest first; together they hold what `visible` holds, some of it twice.

    `below`: only cases with a smaller number.
    """
    found = []
    own, parts = Q(), Q()
    if below is not None:
        # Bounded by the assignment's own number as well: PostgreSQL cannot know that it is the case's.
        own, parts = Q(number__lt=below), Q(assignments__number__lt=below)
    if scope.ranges:
        found.append(Case.objects.filter(own, scope.place_q("place_scope", "capability")).order_by("-number"))
    for unit, capabilities in scope.units:
        standing = Q(assignments__unit=unit, assignments__state__in=_STANDING) & parts
        found.append(Case.objects.filter(standing, _of(capabilities)).order_by("-assignments__number"))
    if scope.participant:
        found.append(Case.objects.filter(own, reporter=scope.participant).order_by("-number"))
    return found


def newest(scope: Scope, narrow: Narrowing, limit: int, below: int | None = None) -> QuerySet[Case]:
    """The `limit` newest cases of a scope that `narrow` leaves, newest first; one query."""
    found = [narrow(way)[:limit] for way in ways(scope, below)]
    if len(found) < 2:
        return found[0] if found else Case.objects.none()
    each = [way.values("pk") for way in found]
    return Case.objects.filter(pk__in=each[0].union(*each[1:], all=True)).order_by("-number")[:limit]


_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN))
# Every part stops at the limit, and `UNION` counts a case once that is reached in two ways. The states stand there in
# full so that the partial indexes can be seen to hold every row.
_PLACES = """SELECT c.number FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS r(low, high, kinds)
 CROSS JOIN LATERAL (SELECT c.number FROM cases_case c WHERE c.place_scope BETWEEN r.low AND r.high
  AND c.state IN ({states}) AND {which} AND (r.kinds IS NULL OR c.capability = ANY(string_to_array(r.kinds, ',')))
  LIMIT {most}) c LIMIT {most}"""
# A case that stands in any of these states was dispatched: its `lead_unit` is the unit that leads.
_LEADS = """SELECT c.number FROM unnest(%s::uuid[], %s::text[]) AS u(id, kinds)
 CROSS JOIN LATERAL (SELECT c.number FROM cases_case c WHERE c.lead_unit = u.id
  AND c.state IN ({states}) AND c.state <> 'routed' AND {which}
  AND (u.kinds IS NULL OR c.capability = ANY(string_to_array(u.kinds, ','))) LIMIT {most}) c LIMIT {most}"""
_HELPS = """SELECT c.number FROM unnest(%s::uuid[], %s::text[]) AS u(id, kinds)
 JOIN cases_assignment a ON a.unit = u.id AND a.part = 'supporting' AND a.state <> 'withdrawn'
 JOIN cases_case c ON c.id = a.case_id AND c.state IN ({states}) AND {which}
 AND (u.kinds IS NULL OR c.capability = ANY(string_to_array(u.kinds, ','))) LIMIT {most}"""
_OWN = "SELECT c.number FROM cases_case c WHERE c.reporter = %s AND c.state IN ({states}) AND {which} LIMIT {most}"


def _joined(capabilities: frozenset[str] | None) -> str | None:
    return None if capabilities is None else ",".join(sorted(capabilities))


def _parts(scope: Scope) -> list[tuple[str, list[Any]]]:
    made: list[tuple[str, list[Any]]] = []
    if scope.ranges:
        lows, highs, only = zip(*scope.ranges, strict=True)
        made.append((_PLACES, [list(lows), list(highs), [_joined(each) for each in only]]))
    if scope.units:
        ids, only = zip(*scope.units, strict=True)
        made += [(part, [list(ids), [_joined(each) for each in only]]) for part in (_LEADS, _HELPS)]
    if scope.participant:
        made.append((_OWN, [scope.participant]))
    return made


def _counted(parts: Sequence[tuple[str, list[Any]]], which: str, most: int) -> tuple[str, list[Any]]:
    sql = " UNION ".join(
        f"({part.format(states=_STATES, which=which, most=most + 1)})" for part, _given in parts
    )
    given = [value for _part, values in parts for value in values]
    return f"SELECT count(*) FROM ({sql}) AS seen", given  # noqa: S608  constant text, values are parameters


def open_counts(scope: Scope, *, most: int = MOST_COUNTED) -> dict[str, int]:
    """How many open cases of a scope stand in each state, and under `late` how many are late; one query.

    Counting stops early: any number above `most` says that there are more than `most`, not how many.
    """
    names = [*sorted(map(str, OPEN)), "late"]
    parts = _parts(scope)
    if not parts:
        return dict.fromkeys(names, 0)
    columns, given = [], []
    for name in names:
        sql, values = _counted(parts, "c.late" if name == "late" else f"c.state = '{name}'", most)
        columns.append(f"({sql})")
        given += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", given)
        found = cursor.fetchone() or ()
    return {name: min(count, most + 1) for name, count in zip(names, found, strict=True)}
