"""The caller says yes: find their earlier matters, for this call and never again without being asked anew."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate

from anlan.access.actors import Actor
from anlan.access.callers import marked
from anlan.access.errors import CallerAskedAlready, ConsentMissing, LookUpsSpent
from anlan.access.facts import CALLER_AGREED, CallerAgreed
from anlan.access.rules import require_anywhere
from anlan.kit.db import lock
from anlan.ledger.public import history, history_about, record

PURPOSE = "earlier"
MOST_AN_HOUR = 20
MOST_A_DAY = 100
MOST_FOUND = 50


@transaction.atomic
def look_up_caller(
    *, by: Actor, at: datetime, call: UUID, phone: str, agreed: bool, since: datetime
) -> list[UUID]:
    """The subjects kept with this number since then, after the consent was recorded; at most 50, newest first.

    `call` names one telephone call: a consent is good for one look in it (PIPL art. 14-16: for a definite purpose, free
    to refuse). The fact stands whether something was found or not, and does not say which.
    Raises `NotPermitted` (`cases.take_call`), `ConsentMissing`, `CallerAskedAlready`, `LookUpsSpent`, `PhoneInvalid`.
    """
    require_anywhere(by, "cases.take_call")
    if not agreed:
        raise ConsentMissing(field="agreed")
    found = marked(phone, by=by, since=since, most=MOST_FOUND)
    chain = uuid5(by.account_id or call, f"callers|{localdate(at)}")
    lock(f"callers:{chain}")
    if any(fact.kind == CALLER_AGREED.name for fact in history_about(call)):
        raise CallerAskedAlready(field="agreed")
    _require_room(chain, at)
    record(CALLER_AGREED, subject=chain, by=by.ref, at=at, payload=CallerAgreed(PURPOSE), about=call)
    return found


def _require_room(chain: UUID, at: datetime) -> None:
    """Numbers cannot be tried out one after the other, whatever is ticked."""
    today = [fact.at for fact in history(chain) if fact.kind == CALLER_AGREED.name]
    lately = [moment for moment in today if moment > at - timedelta(hours=1)]
    if len(lately) >= MOST_AN_HOUR or len(today) >= MOST_A_DAY:
        raise LookUpsSpent(hour=MOST_AN_HOUR, day=MOST_A_DAY)
