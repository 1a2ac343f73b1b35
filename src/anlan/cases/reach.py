"""How an actor reaches cases, one way at a time, so that each is read in the order of an index of its own.

One condition with OR over places, units and a reporter leaves PostgreSQL nothing but to look at every open case. Taken
apart, the newest of each way come straight from an index, and the newest of all are among them:

places         `case_open_newest`, `case_ended_newest` walked from the newest, or `case_by_place` where few match
each unit      `assignment_newest`: an assignment knows its case's number
the reporter   `case_by_account`

Counts stop early, and go by `case_open_by_state`, `case_late_by_place`, `case_open_by_lead`, `assignment_supporting`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from anlan.access.public import Scope
from anlan.cases.lifecycle import OPEN, Work
from anlan.cases.models import Assignment, Case, CaseText

MOST_COUNTED = 1000
_RARE = 12_000
_STRIDES = (3, 15)  # times the cases in which chance would put a page of frequent words
_STANDING = [str(work) for work in Work if work is not Work.WITHDRAWN]

Narrowing = Callable[[QuerySet[Case]], QuerySet[Case]]


def _of(capabilities: frozenset[str] | None) -> Q:
    return Q() if capabilities is None else Q(capability__in=sorted(capabilities))


@dataclass(frozen=True)
class Span:
    """Case numbers from `above` to below `below`; None is no bound."""

    above: int | None = None
    below: int | None = None

    def on(self, column: str) -> Q:
        """The condition on a column that holds the case's number."""
        found = Q() if self.above is None else Q(**{f"{column}__gte": self.above})
        return found if self.below is None else found & Q(**{f"{column}__lt": self.below})


def ways(scope: Scope, span: Span = Span()) -> list[QuerySet[Case]]:
    """The ways `scope` reaches cases, each newest first; together they hold what `visible` holds, some of it twice."""
    found, own = [], span.on("number")
    if scope.ranges:
        found.append(Case.objects.filter(own, scope.place_q("place_scope", "capability")).order_by("-number"))
    for unit, capabilities in scope.units:
        # Bounded by the assignment's own number: PostgreSQL cannot know that it is the case's.
        standing = Q(assignments__unit=unit, assignments__state__in=_STANDING) & span.on(
            "assignments__number"
        )
        found.append(Case.objects.filter(standing, _of(capabilities)).order_by("-assignments__number"))
    if scope.participant:
        found.append(Case.objects.filter(own, reporter=scope.participant).order_by("-number"))
    return found


def newest(scope: Scope, narrow: Narrowing, limit: int, span: Span = Span()) -> QuerySet[Case]:
    """The `limit` newest cases of a scope that `narrow` leaves, newest first; one query."""
    found = [narrow(way)[:limit] for way in ways(scope, span)]
    if len(found) < 2:
        return found[0] if found else Case.objects.none()
    each = [way.values("pk") for way in found]
    return Case.objects.filter(pk__in=each[0].union(*each[1:], all=True)).order_by("-number")[:limit]


class _OneOf(Func):
    """`id = ANY(ARRAY(SELECT …))`: the sub-query is done first and once, which `IN` leaves to the planner."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _held(terms: str) -> QuerySet[CaseText]:
    # Terms are quoted already; to_tsquery would parse them again and lose rare characters.
    return CaseText.objects.extra(where=["terms @@ %s::tsquery"], params=[terms])


def _expected(terms: str) -> tuple[float, float]:
    """How many texts the planner expects to hold `terms`, and which share of all that is."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT FROM cases_casetext WHERE terms @@ %s::tsquery", [terms])
        row = cursor.fetchone() or (None,)
        cursor.execute("SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'cases_casetext'::regclass")
        (all_texts,) = cursor.fetchone() or (1,)
    plan: Any = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    rows = float(plan[0]["Plan"]["Plan Rows"])
    return rows, min(1.0, rows / float(all_texts))


def _floor(scope: Scope, narrow: Narrowing, window: int, span: Span) -> int | None:
    """The number down to which no way goes on for more than `window` cases; None when none is that long."""
    ends: list[Any] = []
    if scope.ranges:
        places = Case.objects.filter(scope.place_q("place_scope", "capability"), span.on("number"))
        ends.append(narrow(places).order_by("-number").values_list("number", flat=True))
    for unit, _capabilities in scope.units:
        mine = Assignment.objects.filter(span.on("number"), unit=unit, state__in=_STANDING)
        ends.append(mine.order_by("-number").values_list("number", flat=True))
    return max((number for rows in ends for number in rows[window : window + 1]), default=None)


def search(scope: Scope, narrow: Narrowing, terms: str, limit: int, span: Span = Span()) -> list[Case]:
    """The `limit` newest cases that `narrow` leaves and whose words hold `terms` (from `query_terms`), newest first.

    Words that are frequent are met soon by whoever walks from the newest; so much of the way is walked as should do
    several times over. Words that are rare, everywhere or only here, come from the index of terms, all of them, and are
    then looked up in the scope. PostgreSQL cannot choose: it does not know that this unit never deals with pigeons.
    """
    rows, share = _expected(terms)
    worded = Q(Exists(_held(terms).filter(case=OuterRef("pk"))))
    for further in _STRIDES if rows > _RARE else ():
        floor = _floor(scope, narrow, int(further * limit / share), span)
        near = span if floor is None else replace(span, above=floor)
        found = list(
            newest(scope, lambda rows: narrow(rows).filter(worded), limit, near).select_related("text")
        )
        if floor is None or len(found) == limit:
            return found
    held = Q(_OneOf(F("pk"), ArraySubquery(_held(terms).values("case"))))
    return list(newest(scope, lambda rows: narrow(rows).filter(held), limit, span).select_related("text"))


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
