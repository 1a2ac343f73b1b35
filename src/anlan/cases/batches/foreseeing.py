"""What a run would do, told before it begins: what will move, what will not, and why. Nothing is tried for it."""

from collections.abc import Iterable

from django.db.models import QuerySet, prefetch_related_objects

from anlan.access.public import Actor
from anlan.cases.batches.actions import Action
from anlan.cases.batches.errors import NotYours, WrongState
from anlan.cases.hold import Standing
from anlan.cases.lifecycle import allowed
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.kit.errors import AnlanError


def obstacle(action: Action, case: Case, by: Actor) -> AnlanError | None:
    """Why `action` would leave `case` as it is, as far as can be seen now; None when it should move."""
    if not Standing.of(case, by).may(by, f"cases.{action.verb}"):
        return NotYours()
    if not allowed(case.state, action.verb):
        return WrongState(verb=action.verb, state=str(case.state))
    return action.obstacle(case, by)


def with_parts(cases: Iterable[Case]) -> list[Case]:
    """The cases with what `obstacle` looks at: two queries, however many cases."""
    found = list(cases)
    prefetch_related_objects(found, "assignments", "requests")
    return found


def numbered(actor: Actor, numbers: Iterable[int]) -> QuerySet[Case]:
    """The cases with these numbers among those the actor may read: a foreign one is as absent as one that never was."""
    return visible(actor).filter(number__in=list(numbers)).order_by("-number")
