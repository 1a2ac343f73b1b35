"""Three ways to the data of each page: ours, the bare SQL that answers it, and what is ordinarily written in Django."""

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Q

from anlan.access.models import Account
from anlan.access.public import Actor, actor_for, scope_of
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Assignment, Case, Clock
from anlan.cases.queries import Filters, case_by_number, counts, inbox
from anlan.cases.telling.story import story
from anlan.cases.words import query_terms
from anlan.kit.clock import now
from anlan.ledger.models import FactRow

SHOWN = 26
_STATES = tuple(sorted(OPEN))
_OPEN = ", ".join(f"'{state}'" for state in _STATES)
_COLUMNS = "c.id, c.number, c.state, c.category, c.scheme, c.place_scope, c.lead_unit, c.next_due, t.words"
_FROM = f"SELECT {_COLUMNS} FROM cases_case c JOIN cases_casetext t ON t.case_id = c.id"
Sides = dict[str, Callable[[int], Any]]
_WORDS = ("小区", "消防", "漏水", "水泵", "鸽子", "广场", "垃圾", "电梯")


def _actor(name: str) -> Actor:
    return actor_for(Account.objects.get(username=f"bench-{name}"), at=now(), mfa=True)


def _floor() -> psycopg.Cursor[Any]:
    connection.ensure_connection()
    return connection.connection.cursor()


def _where(actor: Actor) -> str:
    scope = scope_of(actor, "cases.search")
    if scope.units:
        return f"c.lead_unit = '{scope.units[0][0]}'"
    return (
        "("
        + " OR ".join(f"c.place_scope BETWEEN {low} AND {high}" for low, high, _only in scope.ranges)
        + ")"
    )


def _seen(actor: Actor) -> Q:
    """What an ordinary view would write."""
    scope = scope_of(actor, "cases.read")
    seen = Q(reporter=actor.ref)
    for low, high, _only in scope.ranges:
        seen |= Q(place_scope__gte=low, place_scope__lte=high)
    for unit, _only in scope.units:
        seen |= Q(assignments__unit=unit)
    return seen


def _inbox(actor: Actor) -> Sides:
    where = f"{_FROM} WHERE c.state IN ({_OPEN}) AND {_where(actor)} ORDER BY c.number DESC LIMIT {SHOWN}"

    def peer(number: int) -> Any:
        rows = Case.objects.filter(_seen(actor), state__in=_STATES).distinct().select_related("text")
        start = number % 20 * 25
        return rows.count(), list(rows.order_by("-reported_at")[start : start + 25])

    return {
        "ours": lambda _n: (inbox(actor, Filters(states=_STATES), limit=SHOWN), counts(actor)),
        "floor": lambda _n: _floor().execute(where).fetchall(),
        "peer": peer,
    }


def _search(actor: Actor) -> Sides:
    where = _where(actor)
    found = f"{_FROM} WHERE c.state IN ({_OPEN}) AND {where} AND t.terms @@ %s::tsquery"
    found += f" ORDER BY c.number DESC LIMIT {SHOWN}"

    def word(number: int) -> str:
        return _WORDS[number % len(_WORDS)]

    def peer(number: int) -> Any:
        rows = Case.objects.filter(_seen(actor), state__in=_STATES, text__words__icontains=word(number))
        return list(rows.distinct().select_related("text").order_by("-reported_at")[:25])

    return {
        "ours": lambda n: inbox(actor, Filters(states=_STATES, words=word(n)), limit=SHOWN),
        "floor": lambda n: _floor().execute(found, [query_terms(word(n))]).fetchall(),
        "peer": peer,
    }


def _case(actor: Actor) -> Sides:
    first = Case.objects.order_by("number").values_list("number", flat=True)[0]

    def ours(number: int) -> Any:
        case = case_by_number(actor, first + number * 37)
        return case, list(case.assignments.all()), list(case.clocks.all()), story(case, actor)

    def floor(number: int) -> Any:
        cursor = _floor()
        row = cursor.execute(f"{_FROM} WHERE c.number = %s", [first + number * 37]).fetchone()
        assert row is not None
        rest = ("cases_assignment WHERE case_id", "cases_clock WHERE case_id", "ledger_fact WHERE subject")
        return [cursor.execute(f"SELECT * FROM {one} = %s", [row[0]]).fetchall() for one in rest]

    def peer(number: int) -> Any:
        case = (
            Case.objects.filter(_seen(actor))
            .distinct()
            .select_related("text")
            .get(number=first + number * 37)
        )
        parts, clocks = Assignment.objects.filter(case=case), Clock.objects.filter(case=case)
        return list(parts), list(clocks), list(FactRow.objects.filter(subject=case.id).order_by("seq"))

    return {"ours": ours, "floor": floor, "peer": peer}


def ways() -> dict[str, Sides]:
    """What is asked → side → one go at it."""
    made: dict[str, Sides] = {}
    for name in ("district", "grants", "unit"):
        actor = _actor(name)
        made[f"inbox, {name}"] = _inbox(actor)
        made[f"search, {name}"] = _search(actor)
    made["case"] = _case(_actor("district"))
    return made
