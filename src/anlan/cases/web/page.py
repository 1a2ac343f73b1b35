"""Everything the case page shows, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from anlan.access.public import by_programs, names_of, purposes
from anlan.cases.hold import Standing
from anlan.cases.joiners import joined
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case
from anlan.cases.models.scans import may_be_handed_out
from anlan.cases.telling.contacts import concealed
from anlan.cases.telling.story import files
from anlan.cases.telling.titles import PARTS, STATES, WORKS
from anlan.cases.telling.wording import TONES, category_of, whereabouts
from anlan.cases.web.asked import Asked
from anlan.cases.web.due import due_lines
from anlan.cases.web.fields import in_words
from anlan.cases.web.files import files_of
from anlan.cases.web.offers import VersionedForm, laid_out, offers
from anlan.cases.web.telling import cut_words, lines_of, telling
from anlan.cases.web.turn import nearest, turn_of
from anlan.ledger.public import history
from anlan.parties.public import premises_by_id

_WORK_TONES = {Work.OFFERED: "wait", Work.OBJECTED: "bad", Work.ACCEPTED: "info", Work.FINISHED: "good"}


@dataclass(frozen=True)
class PartLine:
    """One unit's part in the case, as the page shows it."""

    unit: str
    part: str
    state: str
    tone: str
    who: str
    since: Any


def _parts(asked: Asked) -> list[PartLine]:
    units = asked.unit_names
    only_reported = Standing.of(asked.case, asked.actor).only_takes_part(asked.actor)
    # A reporter reads no third person.
    people = {} if only_reported else names_of({part.accepted_by for part in asked.parts if part.accepted_by})
    return [
        PartLine(
            units.get(part.unit, "—"),
            str(PARTS[Part(part.part)]),
            str(WORKS[Work(part.state)]),
            _WORK_TONES.get(Work(part.state), "quiet"),
            people.get(part.accepted_by, ""),
            part.accepted_at,
        )
        for part in asked.parts
    ]


def _busy(asked: Asked, lines: Sequence[PartLine]) -> PartLine | None:
    """Of the lines of `_parts`, the colleague who has this case in hand, when that is not the reader."""
    for part, line in zip(asked.parts, lines, strict=True):
        if part.part == Part.LEAD and part.state == Work.ACCEPTED:
            return line if part.accepted_by != asked.actor.ref else None
    return None


def _answers(asked: Asked) -> list[tuple[str, str]]:
    return in_words(asked.section.form, asked.case.text.answers)


def _related(case: Case) -> list[tuple[str, int]]:
    """Numbers of the cases this one came from, went into, or took in."""
    found = [("parts", number) for number in case.parts.order_by("number").values_list("number", flat=True)]
    found += [
        ("merged", number) for number in case.merged.order_by("number").values_list("number", flat=True)
    ]
    if case.split_from is not None:
        found.append(("split_from", case.split_from.number))
    if case.merged_into is not None:
        found.append(("merged_into", case.merged_into.number))
    return found


def file_context(asked: Asked) -> dict[str, Any]:
    """What stands on paper as on the page, oldest first, with the hash of the newest fact it rests on."""
    told = history(asked.case.id)
    shown = files(asked.case, asked.actor)
    return {
        **_matter(asked),
        "photos": [one for one in shown if one.kind == "photo" and may_be_handed_out(one.scan)],
        "documents": files_of(shown).documents,
        "timeline": lines_of(asked),
        "newest_fact": told[-1].hash if told else "",
    }


def _matter(asked: Asked) -> dict[str, Any]:
    """The matter itself: the same on the page and on paper."""
    case = asked.case
    return {
        "case": case,
        "state": STATES[State(case.state)],
        "category": category_of(case),
        "place": whereabouts(case.place_scope),
        "premises": premises_by_id(case.premises) if case.premises else None,
        "parts": _parts(asked),
        "clocks": due_lines(case),
        "answers": _answers(asked),
        "joined": joined(case.pk),
        "outcome": asked.section.outcome(case.outcome) if case.outcome else None,
    }


@dataclass(frozen=True)
class Shown:
    """What the page was asked to show beyond the case: a refused form, what a link filled in, the whole story."""

    refused: VersionedForm | None = None
    key: str = ""
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    whole: bool = False
    people: Any = None


def case_context(asked: Asked, shown: Shown, **more: Any) -> dict[str, Any]:
    """The context of `cases/case.html`."""
    case = asked.case
    prefetch_related_objects([case], "assignments")  # seven parts of the page ask who works on it
    standing = Standing.of(case, asked.actor)
    matter = _matter(asked)
    made = laid_out(offers(asked, shown.refused, shown.key, shown.given))
    head, rest = cut_words(case.text.words)
    return {
        **matter,
        "words": head,
        "words_rest": rest,
        "files": files_of(files(case, asked.actor)),
        "tone": TONES[case.state],
        "busy": _busy(asked, matter["parts"]),
        "turn": turn_of(asked, made.next),
        "nearest": nearest(matter["clocks"]),
        "running": [line for line in matter["clocks"] if line.done is None],
        "ended": [line for line in matter["clocks"] if line.done is not None],
        "telling": telling(
            asked, whole=shown.whole, may_withdraw=standing.may(asked.actor, "cases.withdraw_note")
        ),
        "people": shown.people if shown.people is not None else concealed(case, by=asked.actor),
        "may_reveal": standing.may(asked.actor, "people.reveal"),
        "needs_factor": not asked.actor.mfa
        and any("people.reveal" in grant.what.can for grant in asked.actor.grants),
        "purposes": [(code, str(text)) for code, text in purposes.items() if code not in by_programs],
        "waiting": asked.waiting,
        "related": _related(case),
        "offered": made,
        "searches": not standing.only_takes_part(asked.actor),
        "asks_why": standing.may(asked.actor, "cases.supervise"),
        "refused": shown.refused,
        **more,
    }
