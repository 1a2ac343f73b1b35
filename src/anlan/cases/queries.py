"""Reads of cases. Every one begins with `visible`: what the actor may see, and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.access.public import Actor, permissions, scope_of, token_hmac
from anlan.cases.errors import CaseNotFound
from anlan.cases.finding.attention import due_by, untouched_since
from anlan.cases.finding.reach import newest, open_counts, takes_part, within
from anlan.cases.finding.searching import search
from anlan.cases.hold import Standing
from anlan.cases.lifecycle import OPEN, State, verbs_from
from anlan.cases.models import Case, Intake, Request
from anlan.cases.words.bigrams import query_terms
from anlan.cases.words.marks import (
    OPEN_MARK,
    capability_mark,
    category_mark,
    quoted,
    span_mark,
    unit_mark,
)

FIRST_PAGE = 50


def visible(actor: Actor, permission: str = "cases.read") -> QuerySet[Case]:
    """The cases `actor` has `permission` for: a granted range holds their place, or the actor's unit is assigned, or
    the actor reported them.
    """
    scope = scope_of(actor, permission)
    if scope.empty:
        return Case.objects.none()
    return Case.objects.filter(within(scope))


def case_by_number(actor: Actor, number: int) -> Case:
    """The case with this number. Raises `CaseNotFound` for a foreign one just as for none."""
    found = visible(actor).select_related("text").filter(number=number).first()
    if found is None:
        raise CaseNotFound
    return found


def case_by_id(actor: Actor, id: UUID) -> Case:
    """The case with this id. Raises `CaseNotFound` for a foreign one just as for none."""
    found = visible(actor).select_related("text").filter(pk=id).first()
    if found is None:
        raise CaseNotFound
    return found


def tracked(token: str) -> Case:
    """The case whose tracking token this is; after a merge, the same one, which names where it went on.

    Raises `CaseNotFound`. The comparison is an index look-up of a keyed hash, so its time tells nothing.
    """
    found = Case.objects.select_related("text").filter(token_hash=bytes.fromhex(token_hmac(token))).first()
    if found is None:
        raise CaseNotFound
    return found


@dataclass(frozen=True)
class Filters:
    """What an inbox shows. Empty fields do not narrow. `asked`: what waits for a decision, objection or extension.

    `unit` takes part in a case, `lead` leads it or is to lead it; `unowned`: nobody is. `soon`: a clock runs out by
    then; `quiet`: nobody did anything since then (finding/attention.py). `inside`: the part of the map it lies in.
    """

    states: tuple[str, ...] = ()
    category: str = ""
    capability: str = ""
    late: bool | None = None
    supervised: bool | None = None
    reopened: bool | None = None
    returned: bool | None = None
    soon: datetime | None = None
    quiet: datetime | None = None
    asked: str = ""
    lead: UUID | None = None
    unowned: bool = False
    unit: UUID | None = None
    place: tuple[int, int] | None = None
    words: str = ""
    inside: Q | None = None
    before: int | None = None


def _narrow(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    same = {name: value for name in ("category", "capability") if (value := getattr(filters, name))}
    flags = {name: value for name in ("late", "supervised") if (value := getattr(filters, name)) is not None}
    rows = rows.filter(**same, **flags)
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.unit:
        rows = rows.filter(takes_part(filters.unit))
    if filters.reopened:
        rows = rows.filter(reopened__gt=0)
    if filters.returned:
        rows = rows.filter(returned__gt=0)
    if filters.soon:
        rows = rows.filter(due_by(filters.soon))
    if filters.quiet:
        rows = rows.filter(untouched_since(filters.quiet))
    if filters.lead:
        rows = rows.filter(lead_unit=filters.lead)
    if filters.unowned:
        rows = rows.filter(lead_unit=None)
    if filters.asked:
        waiting = Request.objects.filter(case=OuterRef("pk"), kind=filters.asked, decided_at=None)
        rows = rows.filter(Exists(waiting))
    if filters.place:
        rows = rows.filter(place_scope__range=filters.place)
    if filters.inside is not None:
        rows = rows.filter(filters.inside)
    return rows


def _marks(filters: Filters) -> list[str]:
    """What every case that `filters` leaves is marked with, as far as marks go."""
    found = [unit_mark(unit) for unit in (filters.unit, filters.lead) if unit]
    found += [category_mark(filters.category)] if filters.category else []
    found += [capability_mark(filters.capability)] if filters.capability else []
    found += [OPEN_MARK] if filters.states and OPEN.issuperset(filters.states) else []
    place = span_mark(*filters.place) if filters.place else None
    return [quoted(mark) for mark in [*found, *([place] if place else [])]]


def inbox(actor: Actor, filters: Filters, *, limit: int = FIRST_PAGE) -> list[Case]:
    """A page of cases, newest first; `filters.before` is the last number of the page before.

    `filters.words` searches (two or more Chinese characters, or words) and needs `cases.search`.
    """
    if filters.words:
        return _searched(actor, filters, limit, read=True)
    return list(_newest(actor, filters, limit).select_related("text"))


def inbox_numbers(actor: Actor, filters: Filters, *, limit: int) -> list[int]:
    """The numbers alone of what `inbox` would show, newest first: for thousands, of which nothing is read."""
    if filters.words:
        return [case.number for case in _searched(actor, filters, limit, read=False)]
    return list(_newest(actor, filters, limit).values_list("number", flat=True))


def _newest(actor: Actor, filters: Filters, limit: int) -> QuerySet[Case]:
    return newest(scope_of(actor, "cases.read"), lambda rows: _narrow(rows, filters), limit, filters.before)


def _searched(actor: Actor, filters: Filters, limit: int, *, read: bool) -> list[Case]:
    terms = query_terms(filters.words)
    if not terms:
        return []
    scope, keys = scope_of(actor, "cases.search"), [terms, *_marks(filters)]
    return search(scope, lambda rows: _narrow(rows, filters), keys, limit, filters.before, read=read)


def counts(actor: Actor) -> dict[str, int]:
    """How many visible cases stand in each open state, and how many are late: each number opens its list.

    Counting stops at `MOST_COUNTED`: a number above it says that there are more than that, not how many.
    """
    return open_counts(scope_of(actor, "cases.read"))


def may_do(actor: Actor, case: Case) -> list[str]:
    """The verbs this actor may do to this case as it stands, in the order of work."""
    standing = Standing.of(case, actor)
    return [
        verb
        for verb in verbs_from(case.state)
        if f"cases.{verb}" in permissions and standing.may(actor, f"cases.{verb}")
    ]


def is_open(case: Case) -> bool:
    """Whether work on the case goes on."""
    return State(case.state) in OPEN


def known_keys(source: str, keys: Collection[str]) -> set[str]:
    """Which of these keys a source has sent before."""
    return set(Intake.objects.filter(source=source, key__in=keys).values_list("key", flat=True))
