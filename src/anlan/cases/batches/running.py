"""A portion of a run: each case in a transaction of its own, by the verb itself, as whoever began it may do now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, NotPermitted, SecondFactorNeeded, actor_by_id, require_anywhere
from anlan.cases.batches.actions import ACTIONS
from anlan.cases.batches.course import end
from anlan.cases.batches.errors import MovedMeanwhile
from anlan.cases.batches.facts import Why
from anlan.cases.batches.naming import who_moved
from anlan.cases.batches.reasons import attempt
from anlan.cases.batches.undoing import before, take_back
from anlan.cases.errors import CaseChanged
from anlan.cases.models import Case
from anlan.cases.models.batches import MOVED, RUNNING, SKIPPED, WAITING, Batch, BatchItem
from anlan.cases.verbs import VERBS
from anlan.kit.errors import NotFound

PORTION = 100


def run_portion(batch: UUID, *, at: datetime, most: int = PORTION) -> bool:
    """See to the next `most` cases of a run; returns whether it is still under way and cases are left.

    Every case counts once, however often and in however many processes this is called: its verb and the mark that it
    was seen to are one transaction.
    """
    return all(_next_case(batch, at) for _ in range(most))


@transaction.atomic
def _next_case(batch: UUID, at: datetime) -> bool:
    held = Batch.objects.select_for_update().filter(pk=batch, state=RUNNING).first()
    if held is None:
        return False
    try:
        by = actor_by_id(held.account_id, at=at, mfa=held.mfa)
        require_anywhere(by, f"cases.{ACTIONS[held.action].verb}")
    except (NotPermitted, NotFound, SecondFactorNeeded) as lost:
        why: Why = "no_factor" if isinstance(lost, SecondFactorNeeded) else "role_lost"
        end(held, by=f"account:{held.account_id}", at=at, why=why)
        return False
    item = held.items.filter(outcome=WAITING).order_by("number").first()
    if item is None:
        end(held, by=by.ref, at=at, why="through")
        if held.undoes_id is not None:
            _forget_words(held.undoes_id)
        return False
    _see_to(held, item, by, at)
    return True


def _forget_words(batch: UUID) -> None:
    """What was taken back from the cases stays in no run either."""
    first = Batch.objects.select_for_update().get(pk=batch)
    if first.arguments.pop("words", None) is not None:
        first.save(update_fields=["arguments"])


def _see_to(held: Batch, item: BatchItem, by: Actor, at: datetime) -> None:
    reason = attempt(lambda: _do(held, item, by, at), run=held.pk, case=item.case_id)
    if reason is None:
        item.outcome = MOVED
    else:
        item.outcome = SKIPPED
        item.reason, item.params = reason
    item.at = at
    item.save(update_fields=["outcome", "reason", "params", "before", "at"])


def _do(held: Batch, item: BatchItem, by: Actor, at: datetime) -> None:
    case = Case.objects.get(pk=item.case_id)
    action = ACTIONS[held.action]
    if held.undoes_id is not None:
        take_back(held.action, batch=held.undoes_id, case=case, kept=item.before, by=by, at=at)
        return
    if case.version != item.version:
        raise MovedMeanwhile(name=who_moved(case, by))
    item.before = before(case)
    try:
        VERBS[action.verb](
            by=by, at=at, case=case.pk, version=case.version, **action.call(case, held.arguments)
        )
    except CaseChanged:
        case.refresh_from_db(fields=["changed_by", "place_scope"])
        raise MovedMeanwhile(name=who_moved(case, by)) from None
