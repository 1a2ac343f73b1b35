"""合并: two reports of the same matter become one case; both reporters follow it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import MergeIntoEnded, MergeIntoItself, MoveForbidden
from anlan.cases.hold import append, hold, said
from anlan.cases.lifecycle import OPEN, State, Work
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import cancel_all, withdraw
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Merged:
    """The case that goes on."""

    into: UUID


@dataclass(frozen=True)
class TookIn:
    """The case that was merged into this one."""

    merged: UUID


MERGED = FactKind("cases.merge", Merged)
TOOK_IN = FactKind("cases.merge_take_in", TookIn)


def _target(into: UUID, by: Actor) -> Case:
    try:
        target = hold("add_note", by=by, case=into, version=None)
    except MoveForbidden:
        raise MergeIntoEnded(field="into") from None  # merged itself
    if target.state not in OPEN:
        raise MergeIntoEnded(field="into")
    return target


@transaction.atomic
def merge(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, into: UUID, words: str = ""
) -> Case:
    """End `case` in favour of `into`, which must be open and visible too.

    Raises `MergeIntoItself`, `MergeIntoEnded`, `CaseNotFound`.
    """
    if case == into:
        raise MergeIntoItself(field="into")
    # Both rows are locked in one order, so that two opposite merges wait instead of deadlocking.
    list(Case.objects.select_for_update().filter(pk__in=[case, into]).order_by("pk").values_list("pk"))
    held = hold("merge", by=by, case=case, version=version)
    target = _target(into, by)
    for part in held.assignments.exclude(state=Work.WITHDRAWN):
        withdraw(part, at=at)
    held.merged_into = target
    cancel_all(held, at=at)
    append(MERGED, held, by=by, at=at, payload=Merged(target.id), state=State.MERGED, words=said(words))
    append(TOOK_IN, target, by=by, at=at, payload=TookIn(held.id))
    return held
