"""A case told in order: its facts, joined with the words people wrote and the names they have today."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, names_of
from anlan.cases.hold import Standing, section_of
from anlan.cases.models import Case, Clock, Note
from anlan.cases.models.files import Attachment
from anlan.cases.models.scans import may_be_handed_out
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.telling.titles import told
from anlan.ledger.public import Fact, history
from anlan.parties.public import unit_names


@dataclass(frozen=True)
class Event:
    """One line of the story. `who` is "" for the reporter's page, which names no third person."""

    verb: str
    title: str
    at: datetime
    who: str
    words: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    fact: UUID | None = None
    hash: str = ""
    actor: str = ""
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    withdrawn: bool = False


# A street that joins is told as one number, not as forty lines; who held a telephone when is nobody's story.
_UNTOLD = frozenset({"cases.join", "cases.plan_survey", "cases.take_callback", "cases.leave_callback"})


def _units_in(facts: list[Fact]) -> set[UUID]:
    found = set()
    for fact in facts:
        for key in ("unit", "lead", "replaced"):
            value = fact.payload.get(key)
            if value:
                found.add(UUID(value))
    return found


def _events(case: Case, *, names: bool) -> list[Event]:
    # Other rooms' facts about the case, such as notices sent, are on the ledger but would drown its story.
    facts = [fact for fact in history(case.id) if fact.kind.startswith("cases.") and fact.kind not in _UNTOLD]
    notes = {note.fact: note for note in Note.objects.filter(case=case)}
    units = unit_names(_units_in(facts))
    people = names_of({fact.actor for fact in facts}) if names else {}
    section = section_of(case)
    return [
        _event(fact, notes.get(fact.id), told(fact, section, units), people.get(fact.actor, ""), names=names)
        for fact in facts
    ]


def _event(fact: Fact, note: Note | None, title: str, who: str, *, names: bool) -> Event:
    """`names`: for colleagues, who also read what is not meant for the reporter."""
    return Event(
        verb=fact.kind.partition(".")[2],
        title=title,
        at=fact.at,
        who=who,
        words=note.words if note and (names or note.public) else "",
        answers=note.answers if note and names else {},
        fact=fact.id,
        hash=fact.hash.hex() if isinstance(fact.hash, bytes) else str(fact.hash),
        actor=fact.actor if names else "",
        mentions=[tuple(one) for one in (note.mentions or [])] if note and names else [],
        withdrawn=note is not None and note.withdrawn_at is not None,
    )


def story(case: Case, actor: Actor) -> list[Event]:
    """The whole story for somebody who may read the case; raises `CaseNotFound` otherwise.

    Whoever only reported it reads what is meant for them: no names, no words between colleagues.
    """
    standing = Standing.of(case, actor)
    standing.require(actor, "cases.read")
    if standing.only_takes_part(actor):
        return public_story(case)
    return _events(case, names=True)


_PUBLIC = frozenset(
    {
        "report", "triage", "route", "dispatch", "accept", "suspend", "resume", "decide_extension", "finish", "verify",
        "send_back", "close", "rate", "reopen", "split", "merge", "add_note",
    }
)  # fmt: skip


def public_story(case: Case) -> list[Event]:
    """What the reporter reads: the steps, no third person, and only words meant for them."""
    return [
        event
        for event in _events(case, names=False)
        if event.verb in _PUBLIC and (event.verb != "add_note" or event.words)
    ]


def clocks(case: Case) -> list[Clock]:
    """The clocks of a case, running ones first, then by due time."""
    if "clocks" in getattr(case, "_prefetched_objects_cache", {}):  # in this order (whole.py)
        return list(case.clocks.all())
    return list(case.clocks.order_by("stopped_at", "due_at").select_related("assignment"))


def files(case: Case, actor: Actor) -> list[Attachment]:
    """The files of a case in order, for somebody who may read it; not all may be handed out (`models/scans.py`).

    What comes from during the work may show other people's affairs: who only reported it sees their own photographs and
    the result, and no document.
    """
    rows = case.attachments.order_by("added_at", "id")
    if Standing.of(case, actor).only_takes_part(actor):
        rows = rows.filter(stage__in=("report", "after"), kind="photo")
    return list(rows)


def attachments(case: Case, actor: Actor) -> list[Attachment]:
    """The photographs among them that may be handed out now."""
    return [one for one in files(case, actor) if one.kind == "photo" and may_be_handed_out(one.scan)]


def category_title(section: CasesSection, code: str) -> str:
    """The category's title in the active language; its code when it is gone."""
    category = section.category(code)
    return str(category.title) if category else code
