"""The ledger itself says that it is a demonstration: nobody has to guess before anything is thrown away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from anlan.ledger.public import FactKind, history, record

SUBJECT: UUID = uuid5(NAMESPACE_URL, "urn:anlan:demonstration")


@dataclass(frozen=True)
class DemoBegun:
    """A demonstration is being filled in: so many days of about so many matters."""

    days: int
    a_day: float


@dataclass(frozen=True)
class DemoFilled:
    """It is complete."""

    matters: int
    facts: int


BEGUN = FactKind("config.begin_demo", DemoBegun)
FILLED = FactKind("config.fill_demo", DemoFilled)


def marked() -> bool:
    """Whether this database was made as a demonstration, complete or not."""
    return bool(history(SUBJECT))


def filled() -> bool:
    """Whether a demonstration stands here, complete."""
    return any(fact.kind == FILLED.name for fact in history(SUBJECT))


@transaction.atomic
def mark_begun(*, days: int, a_day: float, at: datetime) -> None:
    """Say that what follows is a demonstration. The first fact of its database."""
    record(BEGUN, subject=SUBJECT, by="service:setup", at=at, payload=DemoBegun(days, a_day), first=True)


@transaction.atomic
def mark_filled(*, matters: int, facts: int, at: datetime) -> None:
    """Say that it is complete."""
    record(FILLED, subject=SUBJECT, by="service:setup", at=at, payload=DemoFilled(matters, facts))
