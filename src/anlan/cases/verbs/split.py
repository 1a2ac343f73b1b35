"""拆分: one report held several matters; each becomes a case of its own, linked to the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired
from uuid import UUID

from django.db import transaction
from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from anlan.access.public import Actor
from anlan.cases.errors import CategoryUnknown, PartsTooFew, PartsTooMany
from anlan.cases.hold import append, hold, said, section_of
from anlan.cases.models import Case
from anlan.cases.opening.intake import NewCase, split_off
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Split:
    """The cases made out of this one."""

    parts: tuple[UUID, ...]


SPLIT = FactKind("cases.split", Split)
_MOST_PARTS = 20


@with_config(ConfigDict(extra="forbid"))
class Piece(TypedDict):
    """One of the matters a report held."""

    words: str
    category: NotRequired[str]


def _part(held: Case, part: Piece, *, by: Actor, at: datetime, number: int) -> Case:
    section = section_of(held)
    category = part.get("category", "")
    if category and section.category(category) is None:
        known = ", ".join(each.code for each in section.categories)
        raise CategoryUnknown(field=f"parts.{number}.category", category=category, known=known)
    words = said(part.get("words", ""), required=True, field=f"parts.{number}.words")
    new = NewCase.from_origin(held, category=category or held.category, words=words)
    return split_off(new, by=by, at=at)


@transaction.atomic
def split(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    parts: list[Piece],
    words: str = "",
) -> Case:
    """Make a case of each of `parts` (`{words, category?}`), at the same place, by the same reporter; this one stays.

    Raises `PartsTooFew`, `PartsTooMany`, `CategoryUnknown`, `TextMissing`.
    """
    held = hold("split", by=by, case=case, version=version)
    if not parts:
        raise PartsTooFew(field="parts")
    if len(parts) > _MOST_PARTS:
        raise PartsTooMany(field="parts", most=_MOST_PARTS)
    made = [_part(held, part, by=by, at=at, number=number) for number, part in enumerate(parts)]
    append(SPLIT, held, by=by, at=at, payload=Split(tuple(new.id for new in made)), words=said(words))
    return held
