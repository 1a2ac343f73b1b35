"""Facts become notices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from anlan.access.public import service
from anlan.ledger.public import Fact, Reaction, fact_kinds
from anlan.notices.scheme import NOTICES
from anlan.notices.verbs.tell import tell
from anlan.notices.verbs.tell_all import tell_all
from anlan.schemes.public import current_of


def _tell(fact: Fact, at: datetime) -> None:
    if fact.capability:
        tell(by=service("notices"), at=at, fact=fact)


def _tell_all(facts: Sequence[Fact], at: datetime) -> None:
    tell_all(by=service("notices"), at=at, facts=[fact for fact in facts if fact.capability])


def _spoken_of(facts: Sequence[Fact]) -> set[UUID]:
    """The facts that a message of their capability speaks of; one whose capability is unknown fails by itself."""
    schemes = current_of({fact.capability for fact in facts} - {""})
    spoken = set[UUID]()
    for fact in facts:
        scheme = schemes.get(fact.capability)
        if scheme is None:
            told = bool(fact.capability)
        else:
            told = scheme.has(NOTICES.name) and any(
                message.fits(fact) for message in scheme.section(NOTICES).messages
            )
        if told:
            spoken.add(fact.id)
    return spoken


def tell_reaction(rooms: frozenset[str]) -> Reaction:
    """The reaction over every kind of fact of `rooms`; composed by config, once all kinds are known."""
    kinds = frozenset(name for name in fact_kinds.names() if name.partition(".")[0] in rooms)
    return Reaction(name="notices.tell", kinds=kinds, verb=_tell, relevant=_spoken_of, together=_tell_all)
