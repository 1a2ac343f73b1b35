"""Reads of bulk runs: everybody sees their own, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from anlan.access.public import Actor
from anlan.cases.batches.actions import ACTIONS, UNDO_WITHIN
from anlan.cases.batches.errors import BatchNotFound
from anlan.cases.batches.reasons import said
from anlan.cases.models.batches import MOVED, PLANNED, SKIPPED, WAITING, Batch, BatchItem
from anlan.cases.own.owner import owner_of

PAGE = 100
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases of a run moved, were left as they were, and wait."""

    moved: int
    skipped: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.moved + self.skipped + self.waiting

    @property
    def done(self) -> int:
        """Those that were seen to."""
        return self.moved + self.skipped


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a run; `why` is "" for one that moved or waits."""

    number: int
    outcome: str
    why: str
    at: datetime | None


def own_batch(actor: Actor, id: UUID, *, lock: bool = False) -> Batch:
    """One's own run. Raises `BatchNotFound` for somebody else's just as for none."""
    rows = Batch.objects.select_for_update() if lock else Batch.objects.all()
    found = rows.filter(pk=id, account_id=actor.account_id).first() if actor.account_id else None
    if found is None:
        raise BatchNotFound
    return found


def own_batches(actor: Actor) -> list[tuple[Batch, Counts]]:
    """One's newest runs that were begun, each with its counts; two queries."""
    own = Batch.objects.filter(account_id=owner_of(actor)).exclude(state=PLANNED)
    newest = list(own.order_by("-created_at")[:_RECENT])
    rows = (
        BatchItem.objects.filter(batch__in=newest).values_list("batch", "outcome").annotate(n=Count("number"))
    )
    found = {(batch, outcome): n for batch, outcome, n in rows}
    return [
        (one, Counts(*(found.get((one.pk, outcome), 0) for outcome in (MOVED, SKIPPED, WAITING))))
        for one in newest
    ]


def counts_of(batch: Batch) -> Counts:
    """How far a run has come; one query."""
    rows = dict(batch.items.values_list("outcome").annotate(n=Count("number")))
    return Counts(rows.get(MOVED, 0), rows.get(SKIPPED, 0), rows.get(WAITING, 0))


def capabilities_of(batch: Batch) -> set[str]:
    """Of which capabilities the cases are that would move."""
    rows = batch.items.filter(outcome=WAITING).values_list("case__capability", flat=True)
    return set(rows.order_by().distinct())


def reasons_of(batch: Batch) -> list[tuple[str, int]]:
    """Why cases were left as they are, and how many for each reason, the commonest first."""
    rows = batch.items.filter(outcome=SKIPPED).values_list("reason", "params").annotate(n=Count("number"))
    told: dict[str, int] = {}
    for reason, params, n in rows:
        sentence = said(reason, params)
        told[sentence] = told.get(sentence, 0) + n
    return sorted(told.items(), key=lambda one: (-one[1], one[0]))


def lines_of(batch: Batch, outcome: str, *, below: int | None = None) -> tuple[Sequence[Line], bool]:
    """A page of the cases with one outcome, newest first, and whether more follow."""
    rows = batch.items.filter(outcome=outcome).order_by("-number")
    if below is not None:
        rows = rows.filter(number__lt=below)
    found = list(rows[: PAGE + 1])
    lines = [Line(one.number, one.outcome, _why(one), one.at) for one in found[:PAGE]]
    return lines, len(found) > PAGE


def _why(item: BatchItem) -> str:
    return said(item.reason, item.params) if item.reason else ""


def undo_until(batch: Batch) -> datetime | None:
    """Until when a run can be put back; None when it cannot: no verb does it, or it is one that puts back itself."""
    if ACTIONS[batch.action].back is None or batch.undoes_id or batch.ended_at is None:
        return None
    return batch.ended_at + UNDO_WITHIN
