"""The story of a case as its page tells it: newest first, long ones cut, what repeats itself in one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from anlan.cases.telling.story import Event, story
from anlan.cases.web.asked import Asked
from anlan.cases.web.fields import in_words
from anlan.kit.texts import is_english

SHOWN = 12
FOLDED_FROM = 3


@dataclass(frozen=True)
class Line:
    """One line. `pieces`: its words, in parts of (text, whether it is a name); `own_note`: the reader may withdraw it.

    `times`: how often the same happened in a row; `at` is the last time.
    """

    verb: str
    title: str
    at: datetime
    who: str
    pieces: tuple[tuple[str, bool], ...]
    fact: UUID | None
    own_note: bool = False
    withdrawn: bool = False
    times: int = 1
    current: bool = False

    @property
    def words(self) -> str:
        """The words whole."""
        return "".join(text for text, _is_name in self.pieces)


@dataclass(frozen=True)
class Telling:
    """`lines` newest first; `cut`: how many older ones stand between them and the report, unshown."""

    lines: list[Line]
    cut: int
    total: int


def _pieces(event: Event, answers: str) -> tuple[tuple[str, bool], ...]:
    found, place = [], 0
    for start, length, _ref in event.mentions:
        found += [(event.words[place:start], False), (event.words[start : start + length], True)]
        place = start + length
    found.append((event.words[place:], False))
    if answers:
        found.append(("\n" + answers if event.words else answers, False))
    return tuple(piece for piece in found if piece[0])


def lines_of(asked: Asked) -> list[Line]:
    """Every event, oldest first."""
    steps = [one for step in asked.section.handling.steps for one in step.form]
    questions = {"act": steps, "verify": asked.section.verification.form}
    between = ": " if is_english() else "："
    made = []
    for event in story(asked.case, asked.actor):
        told = in_words(questions.get(event.verb, ()), event.answers)
        answers = "\n".join(f"{title}{between}{value}" for title, value in told)
        own = event.verb == "add_note" and event.actor == asked.actor.ref and not event.withdrawn
        made.append(
            Line(
                event.verb, event.title, event.at, event.who, _pieces(event, answers), event.fact,
                own_note=own, withdrawn=event.withdrawn,
            )
        )  # fmt: skip
    return made


def _folded(lines: Sequence[Line]) -> list[Line]:
    """Three or more of the same in a row, without a word to them, are one line."""
    made: list[Line] = []
    for (_verb, _title, _who, silent), run in groupby(
        lines, key=lambda line: (line.verb, line.title, line.who, not line.pieces)
    ):
        same = list(run)
        if silent and len(same) >= FOLDED_FROM:
            made.append(replace(same[-1], times=len(same)))
        else:
            made += same
    return made


def telling(asked: Asked, *, whole: bool, may_withdraw: bool) -> Telling:
    """For the page: the newest twelve and the report, or with `whole` everything."""
    lines = _folded(lines_of(asked))[::-1]
    if lines:
        lines[0] = replace(lines[0], current=True)
    if not may_withdraw:
        lines = [replace(line, own_note=False) for line in lines]
    if whole or len(lines) <= SHOWN + 2:
        return Telling(lines, 0, len(lines))
    return Telling([*lines[:SHOWN], lines[-1]], len(lines) - SHOWN - 1, len(lines))


def cut_words(words: str) -> tuple[str, str]:
    """Words that fill no screen, and the rest: cut at the end of a line or sentence where there is one."""
    if len(words) <= 700:
        return words, ""
    place = max(words.rfind(sign, 300, 600) for sign in "\n。！？.!?")
    place = place + 1 if place > 0 else 500
    return words[:place].rstrip(), words[place:].lstrip("\n")
