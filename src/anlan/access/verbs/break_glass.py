"""Read what one may not, in an emergency: with a second factor and a reason, for an hour at most, and not
in silence.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import GlassTooLong, GlassTooWide, PlaceCodeInvalid, ReasonMissing
from anlan.access.facts import GLASS_BROKEN, GlassBroken
from anlan.access.models import LONGEST_GLASS, Grant
from anlan.access.queries import holders
from anlan.access.registries import BrokenGlass, alarms
from anlan.access.rules import require
from anlan.kit.codes import CodeInvalid, district_of, level_of
from anlan.kit.words import clean
from anlan.ledger.public import record

LEAST_REASON = 10


@transaction.atomic
def break_glass(*, place: int, minutes: int, reason: str, by: Actor, at: datetime) -> Grant:
    """A reading grant over `place` for at most 60 minutes, given to oneself; it ends by itself.

    Whoever supervises the place is told at once: on their account page, and by every registered alarm,
    inside this transaction. `reason` is kept with the grant, where it can be erased, not in the ledger.
    Raises `NotPermitted`, `SecondFactorNeeded` (`access.break_glass` in the same district),
    `ReasonMissing`, `GlassTooLong`, `GlassTooWide`, `PlaceCodeInvalid`.
    """
    try:
        level = level_of(place)
    except CodeInvalid as invalid:
        raise PlaceCodeInvalid(field="place", place=place) from invalid
    _require_in_district(by, place)
    if level == "district":
        raise GlassTooWide(field="place")
    longest = LONGEST_GLASS // timedelta(minutes=1)
    if not 1 <= minutes <= longest:
        raise GlassTooLong(field="minutes", minutes=longest)
    words = clean(reason, field="reason", longest=500)
    if len(words) < LEAST_REASON:
        raise ReasonMissing(field="reason", least=LEAST_REASON)
    grant = Grant.objects.create(
        account_id=UUID(str(by.account_id)),
        role="break_glass",
        place=place,
        until=at + timedelta(minutes=minutes),
        granted_by=by.ref,
        granted_at=at,
        reason=words,
    )
    _tell(grant, by, at)
    return grant


def _require_in_district(by: Actor, place: int) -> None:
    """The glass is for places beyond one's own, so a grant anywhere in the same district opens it."""
    own = [one.place for one in by.grants if district_of(one.place) == district_of(place)]
    breakers = [one.place for one in by.grants if "access.break_glass" in one.what.can and one.place in own]
    require(by, "access.break_glass", place=breakers[0] if breakers else place)


def _tell(grant: Grant, by: Actor, at: datetime) -> None:
    told = holders("cases.supervise", place=grant.place, at=at).exclude(id=grant.account_id)
    supervisors = tuple(told.values_list("id", flat=True))
    record(
        GLASS_BROKEN,
        subject=grant.account_id,
        by=by.ref,
        at=at,
        payload=GlassBroken(grant.id, grant.until, supervisors),
        place=grant.place,
    )
    broken = BrokenGlass(
        grant.id, grant.account_id, by.name, grant.place, grant.until, grant.reason, supervisors
    )
    for alarm in alarms.items():
        alarm(broken)
