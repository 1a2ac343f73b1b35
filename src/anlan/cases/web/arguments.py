"""From a cleaned form to the keywords of its verb, where they differ."""

from typing import Any
from uuid import UUID

from anlan.cases.files.photographs import require_room, store_files
from anlan.cases.queries import case_by_number
from anlan.cases.web.asked import Asked
from anlan.cases.web.fields import answered
from anlan.kit.errors import NotFound

MOST_PARTS = 3
Cleaned = dict[str, Any]


class OtherCaseNotFound(NotFound):
    """There is no case number {number} among those you can see."""


def _unit(value: str) -> UUID | None:
    return UUID(value) if value else None


def route(_asked: Asked, cleaned: Cleaned) -> Cleaned:
    """`unit` as an id."""
    return {**cleaned, "unit": _unit(cleaned["unit"])}


def relocate(_asked: Asked, cleaned: Cleaned) -> Cleaned:
    """`place` as a code."""
    return {**cleaned, "place": int(cleaned["place"])}


def dispatch(_asked: Asked, cleaned: Cleaned) -> Cleaned:
    """Units as ids; no supporting unit chosen means those of the routing clause."""
    chosen = tuple(UUID(value) for value in cleaned["supporting"]) or None
    return {**cleaned, "lead": _unit(cleaned["lead"]), "supporting": chosen}


def with_answers(_asked: Asked, cleaned: Cleaned) -> Cleaned:
    """The answers of the form gathered."""
    kept = {name: value for name, value in cleaned.items() if name in ("step", "words")}
    return {**kept, "answers": answered(cleaned)}


def supervise(asked: Asked, cleaned: Cleaned) -> Cleaned:
    """One verb begins and ends supervision: the form does the other of what is."""
    return {**cleaned, "on": not asked.case.supervised}


def split(_asked: Asked, cleaned: Cleaned) -> Cleaned:
    """The parts that have words."""
    numbered = [
        (cleaned[f"words_{number}"], cleaned[f"category_{number}"]) for number in range(1, MOST_PARTS + 1)
    ]
    parts = [
        {"words": words, **({"category": category} if category else {})}
        for words, category in numbered
        if words
    ]
    return {"parts": parts}


def merge(asked: Asked, cleaned: Cleaned) -> Cleaned:
    """The other case by its number, among those the actor sees. Raises `OtherCaseNotFound`."""
    try:
        other = case_by_number(asked.actor, cleaned["into"])
    except NotFound:
        raise OtherCaseNotFound(field="into", number=cleaned["into"]) from None
    return {**cleaned, "into": other.id}


def attach(asked: Asked, cleaned: Cleaned) -> Cleaned:
    """The files made safe and stored before the verb.

    Raises `AttachmentsTooMany`, and what `store_files` raises, before anything is stored.
    """
    require_room(asked.case, len(cleaned["photos"]))
    files = ((file.name or "", file.read()) for file in cleaned["photos"])
    photos, documents = store_files(files, payer=asked.actor.ref)
    return {**cleaned, "photos": photos, "documents": documents}
