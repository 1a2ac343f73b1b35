"""The caller says yes: find their earlier matters, for this call and never again without being asked anew."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.core.cache import cache
from django.db import transaction
from django.utils.timezone import localdate

from anlan.access.actors import Actor
from anlan.access.callers import mark_of, marked
from anlan.access.errors import CallerAskedAlready, CallerLookedUpLately, ConsentMissing, LookUpsSpent
from anlan.access.facts import CALLER_AGREED, CallerAgreed
from anlan.access.rules import require_anywhere
from anlan.kit.db import lock
from anlan.kit.keyed import keyed
from anlan.ledger.public import history, history_about, record

PURPOSE = "earlier"
MOST_AN_HOUR = 20
MOST_A_DAY = 100
MOST_FOUND = 50
RESTS_FOR = timedelta(hours=12)
_DAY = timedelta(days=1)


@transaction.atomic
def look_up_caller(
    *, by: Actor, at: datetime, call: UUID, phone: str, agreed: bool, since: datetime
) -> list[UUID]:
    """The subjects kept with this number since then, after the consent was recorded; at most 50, newest first.

    `call` names one telephone call: a consent is good for one look in it (PIPL art. 14-16: for a definite purpose, free
    to refuse). The fact stands whether something was found or not, and does not say which.
    Raises `NotPermitted` (`cases.take_call`), `ConsentMissing`, `CallerAskedAlready`, `LookUpsSpent`,
    `CallerLookedUpLately` (`call` is made by the asker's browser, so a new one alone opens nothing), `PhoneInvalid`.
    """
    require_anywhere(by, "cases.take_call")
    if not agreed:
        raise ConsentMissing(field="agreed")
    found = marked(phone, by=by, since=since, most=MOST_FOUND)
    asker = by.account_id or call
    lock(f"callers:{asker}")
    if any(fact.kind == CALLER_AGREED.name for fact in history_about(call)):
        raise CallerAskedAlready(field="agreed")
    _require_room(asker, at)
    _let_rest(asker, phone, at)
    chain = _chain(asker, at)
    record(CALLER_AGREED, subject=chain, by=by.ref, at=at, payload=CallerAgreed(PURPOSE), about=call)
    return found


def _chain(asker: UUID, at: datetime) -> UUID:
    return uuid5(asker, f"callers|{localdate(at)}")


def _let_rest(asker: UUID, phone: str, at: datetime) -> None:
    """The same asker and number only once in `RESTS_FOR`. Kept no longer, under a name nobody can read back."""
    name = f"access.callers.{keyed('looked', asker.bytes + mark_of(phone)).hex()}"
    before = cache.get(name)
    if before is not None and at - datetime.fromisoformat(before) < RESTS_FOR:
        raise CallerLookedUpLately(field="number", hours=RESTS_FOR // timedelta(hours=1))
    cache.set(name, at.isoformat(), RESTS_FOR.total_seconds())


def _require_room(asker: UUID, at: datetime) -> None:
    """Numbers cannot be tried out one after the other, whatever is ticked; midnight makes no difference."""
    facts = [fact for day in (at - _DAY, at) for fact in history(_chain(asker, day))]
    today = [fact.at for fact in facts if fact.kind == CALLER_AGREED.name and fact.at > at - _DAY]
    lately = [moment for moment in today if moment > at - timedelta(hours=1)]
    if len(lately) >= MOST_AN_HOUR or len(today) >= MOST_A_DAY:
        raise LookUpsSpent(hour=MOST_AN_HOUR, day=MOST_A_DAY)
