"""Look at what would be done to many cases: nothing is changed, and what was seen is kept for the run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from anlan.access.public import Actor, require_anywhere
from anlan.cases.batches.actions import ACTIONS, MOST, Action
from anlan.cases.batches.errors import (
    ActionUnknown,
    MovedMeanwhile,
    NothingChosen,
    TooManyCases,
    TooManyPlans,
)
from anlan.cases.batches.foreseeing import numbered, obstacle, with_parts
from anlan.cases.batches.naming import who_moved
from anlan.cases.batches.reasons import kept
from anlan.cases.models import Case
from anlan.cases.models.batches import PLANNED, SKIPPED, WAITING, Batch, BatchItem
from anlan.cases.own.owner import owner_of
from anlan.cases.queries import Filters, inbox_numbers
from anlan.kit.db import lock

MOST_PLANS = 60
_HOUR = timedelta(hours=1)
_AT_ONCE = 500


@transaction.atomic
def plan(
    *,
    by: Actor,
    at: datetime,
    action: str,
    seen: Mapping[int, int] | None = None,
    matching: Filters | None = None,
    query: str = "",
) -> Batch:
    """A run that has not begun: of the cases in `seen` (number → the version that was looked at), or of the newest
    that `matching` shows, at most `MOST`.

    A number the actor may not see is absent, whether or not there is such a case; how many are is kept.
    Raises `ActionUnknown`, `NothingChosen`, `TooManyCases`, `TooManyPlans`, `NotPermitted`.
    """
    chosen = ACTIONS.get(action)
    if chosen is None:
        raise ActionUnknown(field="action")
    require_anywhere(by, f"cases.{chosen.verb}")
    _not_too_often(by, at)
    numbers, absent, more = _chosen(by, seen, matching)
    batch = Batch.objects.create(
        account_id=owner_of(by), action=action, query=query[:500], total=len(numbers), absent=absent, more=more,
        created_at=at,
    )  # fmt: skip
    for first in range(0, len(numbers), _AT_ONCE):
        cases = with_parts(Case.objects.filter(number__in=numbers[first : first + _AT_ONCE]))
        BatchItem.objects.bulk_create(
            _item(batch, chosen, case, by, (seen or {}).get(case.number)) for case in cases
        )
    return batch


def _not_too_often(by: Actor, at: datetime) -> None:
    """So many looks an hour are nobody's work; what was looked at and not begun goes after that hour."""
    lock(f"batch:{owner_of(by)}")
    own = Batch.objects.filter(account_id=owner_of(by))
    if own.filter(created_at__gt=at - _HOUR).count() >= MOST_PLANS:
        raise TooManyPlans(most=MOST_PLANS)
    own.filter(state=PLANNED, created_at__lt=at - _HOUR).delete()


def _chosen(
    by: Actor, seen: Mapping[int, int] | None, matching: Filters | None
) -> tuple[Sequence[int], int, bool]:
    if matching is not None:
        found = inbox_numbers(by, replace(matching, before=None), limit=MOST + 1)
        numbers, absent, more = found[:MOST], 0, len(found) > MOST
    else:
        if len(seen or {}) > MOST:
            raise TooManyCases(most=MOST)
        numbers = list(numbered(by, seen or {}).values_list("number", flat=True))
        absent, more = len(seen or {}) - len(numbers), False
    if not numbers and not absent:
        raise NothingChosen
    return numbers, absent, more


def _item(batch: Batch, action: Action, case: Case, by: Actor, version: int | None) -> BatchItem:
    error = obstacle(action, case, by)
    if version is not None and version != case.version:
        error = MovedMeanwhile(name=who_moved(case, by))
    reason, params = kept(error) if error else ("", {})
    return BatchItem(
        batch=batch, number=case.number, case=case, version=case.version if version is None else version,
        outcome=SKIPPED if error else WAITING, reason=reason, params=params,
    )  # fmt: skip
