"""来电人以往事项: seen because the caller said yes in this call, within one's own area, and every look is recorded."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, look_up_caller, record_look, require_anywhere
from anlan.cases.callrules.errors import CallOver, NoEarlierHere
from anlan.cases.callrules.section import calls_of
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.ledger.public import history
from anlan.schemes.public import current

MOST = 10


@transaction.atomic
def see_earlier(
    *, by: Actor, at: datetime, call: UUID, capability: str, number: str, agreed: bool
) -> list[Case]:
    """The caller's earlier cases that `by` may read anyway, newest first, at most ten, after the consent was recorded.

    Each case shown gets its own fact, so that “who has seen my record” tells of it. What lies elsewhere is not even
    counted. Raises `NoEarlierHere`, `CallOver` and what `look_up_caller` raises.
    """
    require_anywhere(by, "cases.take_call")
    rule = calls_of(current(capability)).earlier
    if rule is None:
        raise NoEarlierHere(capability=capability)
    if history(call):
        raise CallOver
    since = at - timedelta(days=rule.days)
    subjects = look_up_caller(by=by, at=at, call=call, phone=number, agreed=agreed, since=since)
    shown = list(visible(by).filter(pk__in=subjects).order_by("-number")[:MOST]) if subjects else []
    for case in shown:
        record_look(
            subject=case.id,
            purpose="earlier",
            place=case.place_scope,
            capability=case.capability,
            by=by,
            at=at,
        )
    return shown
