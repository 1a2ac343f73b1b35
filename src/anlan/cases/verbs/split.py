"""拆分: one report held several matters; each becomes a case of its own, linked to the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import CategoryUnknown, PartsTooFew
from anlan.cases.hold import append, hold, said, section_of
from anlan.cases.intake import NewCase, open_case
from anlan.cases.models import Case
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Split:
    """The cases made out of this one."""

    parts: tuple[UUID, ...]


SPLIT = FactKind("cases.split", Split)


def _part(held: Case, part: dict[str, Any], *, by: Actor, at: datetime, number: int) -> Case:
    section = section_of(held)
    category = str(part.get("category", "") or "")
    if category and section.category(category) is None:
        known = ", ".join(each.code for each in section.categories)
        raise CategoryUnknown(field=f"parts.{number}.category", category=category, known=known)
    words = said(str(part.get("words", "")), required=True, field=f"parts.{number}.words")
    new = NewCase.from_origin(held, category=category or held.category, words=words)
    return open_case(new, by=by, at=at).case


@transaction.atomic
def split(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    parts: list[dict[str, Any]],
    words: str = "",
) -> Case:
    """Make a case of each of `parts` (`{words, category?}`), at the same place, by the same reporter; this one stays.

    Raises `PartsTooFew`, `CategoryUnknown`, `TextMissing`.
    """
    held = hold("split", by=by, case=case, version=version)
    if not parts:
        raise PartsTooFew(field="parts")
    made = [_part(held, part, by=by, at=at, number=number) for number, part in enumerate(parts)]
    append(SPLIT, held, by=by, at=at, payload=Split(tuple(new.id for new in made)), words=said(words))
    return held
