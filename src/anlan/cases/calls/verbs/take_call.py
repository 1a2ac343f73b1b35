"""接听来电: a call becomes a case, answered at once or passed on, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, keep_person, may, require_anywhere, token_hmac
from anlan.cases.callrules.errors import AnswerElsewhere, CallOver, OutcomeNotInCall
from anlan.cases.callrules.promising import PROMISED, promise
from anlan.cases.callrules.section import calls_of
from anlan.cases.calls.citing import cite
from anlan.cases.calls.facts import TAKEN_CALL, CallTaken
from anlan.cases.errors import KeyReused
from anlan.cases.hold import append
from anlan.cases.models import Case, Intake
from anlan.cases.opening.receipts import Receipt
from anlan.cases.verbs.close import close
from anlan.cases.verbs.report import report
from anlan.kit.db import lock
from anlan.ledger.public import history, record
from anlan.schemes.public import current

_SAID = "calls.said"


@dataclass(frozen=True)
class Matter:
    """What the call is about. `place` and what else `report` takes of where."""

    capability: str
    words: str
    category: str = ""
    place: int | None = None
    lon: float | None = None
    lat: float | None = None
    address: str = ""


@dataclass(frozen=True)
class AnswerGiven:
    """What the caller was told, and with which outcome that closes the case."""

    outcome: str
    words: str


@dataclass(frozen=True)
class Wish:
    """The caller wants to be called back: until `due`, or within the usual time."""

    due: datetime | None = None


@transaction.atomic
def take_call(
    *,
    by: Actor,
    at: datetime,
    call: UUID,
    matter: Matter,
    number: str = "",
    name: str = "",
    answer: AnswerGiven | None = None,
    articles: Sequence[str] = (),
    wish: Wish | None = None,
) -> Receipt:
    """Take the call `call` in as a case; sending it again gives the same receipt and nothing else, with anything
    changed it is refused (`KeyReused`): what was meant to be said would be lost unseen.

    With `answer` the case is closed at once. Name and number go to the vault; how long the call took is kept nowhere.
    Raises `NotPermitted` (`cases.take_call`), `CallOver` when `call`, made by the asker's browser, has a history: it
    joined a case, or is no call at all; `AnswerElsewhere`, `OutcomeNotInCall`, what `cite`, `promise`, `report`,
    `close` and `keep_person` raise.
    """
    require_anywhere(by, "cases.take_call")
    lock(f"call:{call}")
    receipt = report(by=by, at=at, source="calls", key=str(call), channel="phone", **vars(matter))
    said = _digest(call, number=number, name=name, answer=answer, articles=articles, wish=wish)
    if receipt.repeated:
        _require_same(call, said)
        return receipt
    if history(call):
        raise CallOver
    held = Case.objects.select_for_update().get(pk=receipt.case)
    Intake.objects.create(source=_SAID, key=str(call), digest=said, case=held.id, sealed_answer=b"", at=at)
    _keep_caller(held, number, name, by=by, at=at)
    cite(held, articles, by=by, at=at)
    if wish is not None:
        _made, payload = promise(held, due=wish.due, at=at)
        append(PROMISED, held, by=by, at=at, payload=payload)
    if answer is not None:
        _answer(held, answer, by=by, at=at)
    taken = CallTaken(held.id, joined=False, at_once=answer is not None, reachable=bool(number.strip()))
    record(
        TAKEN_CALL, subject=call, by=by.ref, at=at, payload=taken, capability=held.capability,
        place=held.place_scope, about=held.id,
    )  # fmt: skip
    return receipt


def _digest(
    call: UUID,
    *,
    number: str,
    name: str,
    answer: AnswerGiven | None,
    articles: Sequence[str],
    wish: Wish | None,
) -> bytes:
    """Of all that `report` takes no digest of. The call is in it: one number in two calls cannot be matched."""
    told = [answer.outcome, answer.words] if answer is not None else None
    asked = [wish.due.isoformat() if wish.due else ""] if wish is not None else None
    said = ["call", str(call), number.strip(), name.strip(), told, sorted(articles), asked]
    return bytes.fromhex(token_hmac(json.dumps(said)))


def _require_same(call: UUID, said: bytes) -> None:
    standing = Intake.objects.filter(source=_SAID, key=str(call)).first()
    if standing is not None and bytes(standing.digest) != said:
        raise KeyReused(field="call")


def _keep_caller(held: Case, number: str, name: str, *, by: Actor, at: datetime) -> None:
    if not (number.strip() or name.strip()):
        return
    keep_person(
        by=by,
        at=at,
        subject=held.id,
        role="reporter",
        place=held.place_scope,
        capability=held.capability,
        name=name,
        phone=number,
        findable=True,
    )


def _answer(held: Case, answer: AnswerGiven, *, by: Actor, at: datetime) -> None:
    known = calls_of(current(held.capability)).at_once
    if answer.outcome not in known:
        raise OutcomeNotInCall(field="outcome", outcome=answer.outcome, known=", ".join(known) or "—")
    if not may(by, "cases.close", place=held.place_scope, capability=held.capability):
        raise AnswerElsewhere(field="place")
    close(by=by, at=at, case=held.id, outcome=answer.outcome, words=answer.words)
