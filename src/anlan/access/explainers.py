"""`anlan why ACCOUNT CASE`: the exact rule behind every permission of one account on one case."""

from dataclasses import dataclass
from datetime import datetime

from anlan.access.actors import Actor, actor_for
from anlan.access.errors import AccountNotFound, SubjectNotFound
from anlan.access.models import Account
from anlan.access.permissions import permissions
from anlan.access.registries import SubjectFound, subject_explainers
from anlan.access.rules import Explanation, explain


@dataclass(frozen=True, slots=True)
class Why:
    """The answers, permission by permission. The second factor is taken as shown, and said where it is
    needed.
    """

    actor: Actor
    subject: SubjectFound
    explanations: tuple[Explanation, ...]


def find_subject(number: str) -> SubjectFound:
    """What the rules need to know of a case, from the room that has it. Raises `SubjectNotFound`."""
    for look_up in subject_explainers.items():
        found = look_up(number)
        if found is not None:
            return found
    raise SubjectNotFound(number=number)


def why(*, account: str, subject: str, at: datetime, permission: str | None = None) -> Why:
    """Why the account (a log-in name) may or may not do what, with the case of this number, at `at`.

    Asks for every permission about cases and people, or the one named. Raises `AccountNotFound`,
    `SubjectNotFound`, `KeyError` for a permission that does not exist.
    """
    row = Account.objects.filter(username=account.lower()).first()
    if row is None:
        raise AccountNotFound(field="account")
    return why_of(row, find_subject(subject), at=at, permission=permission)


def why_of(account: Account, found: SubjectFound, *, at: datetime, permission: str | None = None) -> Why:
    """The same, for an account and a case that were looked up."""
    actor = actor_for(account, at=at, mfa=True)
    asked = (
        [permission]
        if permission
        else [name for name in permissions if name.startswith(("cases.", "people."))]
    )
    return Why(
        actor,
        found,
        tuple(
            explain(
                actor,
                name,
                place=found.place,
                capability=found.capability,
                units=found.units,
                participant=actor.ref in found.participants,
            )
            for name in asked
        ),
    )
