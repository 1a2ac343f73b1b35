"""A caller sees what others reported: they are added to it, counted once, and nothing of who they are is kept."""

from datetime import datetime
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require_anywhere
from anlan.cases.callrules.errors import CallOver
from anlan.cases.calls.facts import TAKEN_CALL, CallTaken
from anlan.cases.errors import CaseNotFound
from anlan.cases.models import Case
from anlan.cases.verbs.join import join
from anlan.kit.db import lock
from anlan.ledger.public import history, record


@transaction.atomic
def join_call(*, by: Actor, at: datetime, call: UUID, case: UUID, number: str = "") -> Case:
    """Add the caller to an open case: the same number counts once. Each joining names its operator.

    Raises `NotPermitted` (`cases.take_call`), `CallOver` when the call was taken in, `CaseNotFound`, `MatterSettled`.
    """
    require_anywhere(by, "cases.take_call")
    lock(f"call:{call}")
    if history(call):
        raise CallOver
    join(by=by, at=at, case=case, key=_key(call, number), way="call")
    found = Case.objects.select_related("merged_into").filter(pk=case).first()
    if found is None:
        raise CaseNotFound
    held = found.merged_into or found
    taken = CallTaken(held.id, joined=True, at_once=False, reachable=False)
    record(
        TAKEN_CALL, subject=call, by=by.ref, at=at, payload=taken, capability=held.capability,
        place=held.place_scope, about=held.id,
    )  # fmt: skip
    return held


def _key(call: UUID, number: str) -> str:
    digits = "".join(sign for sign in normalize("NFKC", number) if sign.isdigit())[-15:]
    return f"caller:{digits}" if digits else f"call:{call}"
