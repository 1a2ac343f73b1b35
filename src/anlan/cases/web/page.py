"""Everything the case page shows, gathered once."""

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from anlan.access.public import by_programs, names_of, purposes
from anlan.cases.contacts import concealed
from anlan.cases.hold import Standing
from anlan.cases.joiners import joined
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case, Request
from anlan.cases.story import attachments, story
from anlan.cases.titles import PARTS, STATES, WORKS
from anlan.cases.web.asked import Asked
from anlan.cases.web.due import due_lines
from anlan.cases.web.fields import in_words
from anlan.cases.web.offers import VersionedForm, offers
from anlan.cases.web.wording import TONES, category_of, whereabouts
from anlan.ledger.public import history
from anlan.parties.public import premises_by_id, unit_names

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
    units = unit_names(part.unit for part in asked.parts)
    hidden = Standing.of(asked.case, asked.actor).only_takes_part(
        asked.actor
    )  # a reporter reads no third person
    people = {} if hidden else names_of({part.accepted_by for part in asked.parts if part.accepted_by})
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


def _busy(asked: Asked) -> PartLine | None:
    """The colleague who has this case in hand, when that is not the reader."""
    lead = next(
        (part for part in asked.parts if part.part == Part.LEAD and part.state == Work.ACCEPTED), None
    )
    if lead is None or lead.accepted_by == asked.actor.ref:
        return None
    return next(line for line in _parts(asked) if line.since == lead.accepted_at)


def _answers(asked: Asked) -> list[tuple[str, str]]:
    return in_words(asked.section.form, asked.case.text.answers)


def _timeline(asked: Asked) -> list[dict[str, Any]]:
    steps = [one for step in asked.section.handling.steps for one in step.form]
    questions = {"act": steps, "verify": asked.section.verification.form}
    lines = []
    for event in story(asked.case, asked.actor):
        told = in_words(questions.get(event.verb, ()), event.answers)
        answers = "\n".join(f"{title}: {value}" for title, value in told)
        words = "\n".join(part for part in (event.words, answers) if part)
        lines.append({"at": event.at, "title": event.title, "who": event.who, "words": words})
    lines.reverse()
    if lines:
        lines[0]["current"] = True
    return lines


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
    return {
        **_matter(asked),
        "timeline": _timeline(asked)[::-1],
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
        "photos": attachments(case, asked.actor),
        "joined": joined(case.pk),
        "outcome": asked.section.outcome(case.outcome) if case.outcome else None,
    }


def case_context(
    asked: Asked, *, refused: VersionedForm | None = None, key: str = "", people: Any = None, **more: Any
) -> dict[str, Any]:  # fmt: skip
    """The context of `cases/case.html`. `refused`/`key`: the form to show again with its errors."""
    case = asked.case
    prefetch_related_objects([case], "assignments")  # seven parts of the page ask who works on it
    standing = Standing.of(case, asked.actor)
    waiting: list[Request] = list(case.requests.filter(decided_at=None).order_by("asked_at"))
    return {
        **_matter(asked),
        "tone": TONES[case.state],
        "busy": _busy(asked),
        "timeline": _timeline(asked),
        "people": people if people is not None else concealed(case, by=asked.actor),
        "may_reveal": standing.may(asked.actor, "people.reveal"),
        "needs_factor": not asked.actor.mfa
        and any("people.reveal" in grant.what.can for grant in asked.actor.grants),
        "purposes": [(code, str(text)) for code, text in purposes.items() if code not in by_programs],
        "waiting": waiting,
        "related": _related(case),
        "offers": offers(asked, refused, key),
        "refused": refused,
        **more,
    }
