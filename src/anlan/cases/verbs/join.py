"""附议: a neighbour sees the same. Counted once a browser, and nothing of who it was is kept.

No move of a desk, so not among `VERBS` but `OF_NEIGHBOURS`: it changes no envelope (so that nobody who writes an
answer is told that the case changed under them), needs no sight of the case, and whoever joins learns no more than
was shown to them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, reporter, require, token_hmac
from anlan.cases.errors import CaseNotFound, MatterSettled
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case, Joined
from anlan.kit.words import clean
from anlan.ledger.public import FactKind, record

Way = Literal["web", "call"]


@dataclass(frozen=True)
class Counted:
    """The how-manieth neighbour this is."""

    times: int


JOINED = FactKind("cases.join", Counted)


@transaction.atomic
def join(*, by: Actor, at: datetime, case: UUID, key: str, way: Way = "web") -> bool:
    """Count one more neighbour on an open case; False when this `key` (a browser's own secret) was counted already.

    A merged case counts where it went on. What is kept is an HMAC of way, case and key: the same browser is another
    one at the next matter. `way` is said by our own code and never by a request: in one namespace anybody could try as
    a key whether a telephone number was counted. Of a call the fact names who took it.
    Raises `NotPermitted`, `CaseNotFound`, `MatterSettled`, `TextMissing`, `TextTooLong`.
    """
    require(by, "cases.join")
    secret = clean(key, field="key", longest=80, required=True)
    held = Case.objects.select_for_update().filter(pk=case).first()
    if held is not None and held.merged_into_id is not None:
        held = Case.objects.select_for_update().filter(pk=held.merged_into_id).first()
    if held is None:
        raise CaseNotFound
    if held.state not in OPEN:
        raise MatterSettled
    mark = token_hmac(f"join:{way}:{held.pk}:{secret}")
    _row, new = Joined.objects.get_or_create(case=held, mark=bytes.fromhex(mark), defaults={"at": at})
    if new:
        times = Joined.objects.filter(case=held).count()
        record(
            JOINED,
            subject=held.id,
            by=by.ref if way == "call" else reporter(mark).ref,
            at=at,
            payload=Counted(times),
            capability=held.capability,
            place=held.place_scope,
        )
    return new
