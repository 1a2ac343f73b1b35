"""Naming colleagues in a note: `@王静`, `@城管中队`. Only who may see the case can be named, and nothing is granted.

A name is one of the list for this case and nothing else: whether somebody exists who may not see it is never asked, so
the same refusal meets them and whoever does not exist. Reporters, and who broke the glass, are not on the list.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anlan.access.public import Sighted, roles, sighted
from anlan.cases.errors import MentionsTooMany, MentionUnclear, MentionUnknown
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case
from anlan.parties.public import unit_names

MOST = 10
SUGGESTED = 8
_LONGEST_SHOWN = 30
# An @ begins a name unless it stands in an address (wang@example.cn) or alone.
_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@\uFF20](?=\S)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody, or a unit, that may be named: `handle` is what is written after the @, `about` tells who that is."""

    ref: str
    handle: str
    about: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a note: where it begins (the @), how many characters it is, and who."""

    start: int
    length: int
    ref: str


def mentionable(case: Case, *, at: datetime) -> list[Mentionable]:
    """Everybody who may be named in a note of `case`: units at work first, then people by name."""
    working = case.assignments.exclude(state=Work.WITHDRAWN).order_by("part", "offered_at")
    units = list(dict.fromkeys(working.values_list("unit", flat=True)))
    people = sighted("cases.read", place=case.place_scope, capability=case.capability, units=units, at=at)
    names = unit_names({*units, *(one.unit for one in people if one.unit)})
    listed = [Mentionable(f"unit:{unit}", names[unit], "") for unit in units if unit in names]
    told = [(one, names.get(one.unit, "") if one.unit else str(roles[one.role].title)) for one in people]
    return _told_apart(listed, told)


def _told_apart(units: list[Mentionable], people: list[tuple[Sighted, str]]) -> list[Mentionable]:
    """People of one name get what tells them apart behind it, and a number where that is the same too."""
    often = Counter(one.handle for one in units) + Counter(one.name for one, _about in people)
    used = Counter[str]()
    made = list(units)
    for one, about in people:
        handle = one.name if often[one.name] == 1 else f"{one.name}（{about}）"
        used[handle] += 1
        made.append(Mentionable(one.ref, handle if used[handle] == 1 else f"{handle}{used[handle]}", about))
    return made


def suggestions(case: Case, typed: str, *, by: str, at: datetime) -> list[Mentionable]:
    """At most eight whose handle holds what was typed after the @, without the writer."""
    wanted = typed.casefold().strip()
    found = [one for one in mentionable(case, at=at) if wanted in one.handle.casefold() and one.ref != by]
    found.sort(key=lambda one: not one.handle.casefold().startswith(wanted))
    return found[:SUGGESTED]


def mentions_in(words: str, case: Case, *, at: datetime) -> list[Mention]:
    """The names in `words`, in order. No question to the database where there is no @.

    Raises `MentionUnknown` naming what fits nobody on the list, `MentionUnclear`, `MentionsTooMany`.
    """
    places = [found.start() for found in _AT.finditer(words)]
    if not places:
        return []
    if len(places) > MOST:
        raise MentionsTooMany(field="words", most=MOST)
    known = sorted(mentionable(case, at=at), key=lambda one: -len(one.handle))
    return [_read(words, start, known) for start in places]


def _read(words: str, start: int, known: list[Mentionable]) -> Mention:
    rest = words[start + 1 :]
    for one in known:
        if _names(rest, one.handle):
            return Mention(start, 1 + len(one.handle), one.ref)
    several = [one for one in known if _names(rest, _short(one.handle))]
    if len(several) == 1:  # 城管中队 for 城管中队（华阳）, where no other is meant by it
        return Mention(start, 1 + len(_short(several[0].handle)), several[0].ref)
    if several:
        listed = "、".join(f"@{one.handle}" for one in several[:4])
        raise MentionUnclear(field="words", name=_first(rest), known=listed)
    raise MentionUnknown(field="words", name=_first(rest))


def _names(rest: str, handle: str) -> bool:
    """Whether `rest` begins with the handle and no letter goes on: 王静怡 is not 王静."""
    begins = rest[: len(handle)].casefold() == handle.casefold()
    ended = not _WORD.match(handle[-1:]) or not _WORD.match(rest[len(handle) : len(handle) + 1])
    return begins and ended


def _short(handle: str) -> str:
    """The handle without what stands in brackets behind it."""
    return handle.partition("（")[0]


def _first(rest: str) -> str:
    """What was meant as a name: up to the first sign that is no letter."""
    found = re.match(r"[\w.·-]+", rest)
    return (found.group(0) if found else rest[:1])[:_LONGEST_SHOWN]


def still(refs: Iterable[str], case: Case, *, at: datetime) -> list[str]:
    """Those of `refs` that may see the case at `at`: a name in a note gives nobody sight of it."""
    able = {one.ref for one in mentionable(case, at=at)}
    return [ref for ref in dict.fromkeys(refs) if ref in able]
