"""Why somebody may or may not see a matter: answered to who supervises it or keeps the accounts, and recorded."""

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import AccountNotFound
from anlan.access.explainers import Why, why_of
from anlan.access.facts import WHY_ASKED, WhyAsked
from anlan.access.registries import SubjectFound
from anlan.access.rules import may, require
from anlan.access.sight import askable
from anlan.ledger.public import record


def may_ask_why(by: Actor, found: SubjectFound) -> bool:
    """Whether `by` keeps the accounts there (`access.read`), or sees the matter and supervises it."""
    if may(by, "access.read", place=found.place):
        return True
    return all(
        may(by, permission, place=found.place, capability=found.capability, units=found.units)
        for permission in ("cases.read", "cases.supervise")
    )


@transaction.atomic
def ask_why(*, by: Actor, at: datetime, account: UUID, subject: UUID, found: SubjectFound) -> Why:
    """The exact rule behind every permission of `account` on the matter `subject`. `found`: what the rules know of it.

    Who reported the matter is told to nobody but themselves: about others the answer is as if they had not. The
    question is recorded in the asker's own chain, about the matter. Raises `NotPermitted`, and `AccountNotFound` for an
    account about which `by` may not ask just as for none.
    """
    if not may_ask_why(by, found):
        require(by, "access.read", place=found.place)
    row = askable(by, at=at).filter(id=account).first()
    if row is None:
        raise AccountNotFound(field="account")
    own = by.ref == f"account:{account}"
    answer = why_of(row, found if own else replace(found, participants=frozenset()), at=at)
    sees = next(one.allowed for one in answer.explanations if one.permission.name == "cases.read")
    chain = by.session or uuid5(NAMESPACE_OID, f"anlan.why.{by.ref}")
    record(WHY_ASKED, subject=chain, by=by.ref, at=at, payload=WhyAsked(account, sees), about=subject)
    return answer
