"""Who owns what, grid by grid, for one kind of matter at one hour: what the map of the proof draws.

Grids that are alike (`proof.alike`) are asked about once, so ten thousand of them take no longer than the
communities they lie in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.routing.book import UnitBook
from anlan.cases.routing.clauses import Owner, owner
from anlan.cases.routing.proof import alike, book_of, leaves, segments
from anlan.cases.scheme.shapes import CasesSection
from anlan.kit.texts import named
from anlan.places.public import Place


@dataclass(frozen=True)
class Question:
    """Of which category, for premises of which kind ("" for none), at which hour of the day."""

    category: str
    kind: str
    moment: time


@dataclass(frozen=True)
class Holder:
    """One owner on the map. `number` is its label; `unit` None: a hole. `stands_in`: in how many grids it only does."""

    number: int
    unit: UUID | None
    name: str
    grids: int
    stands_in: int


@dataclass(frozen=True)
class Owned:
    """The answer of every grid, and the owners, those with most grids first; holes first of all."""

    grids: dict[int, Owner | None]
    holders: list[Holder]
    marks: dict[int, int]
    standing_in: frozenset[int]

    @property
    def holes(self) -> int:
        """How many grids nobody owns."""
        return sum(holder.grids for holder in self.holders if holder.unit is None)


def kinds_of(section: CasesSection) -> list[str]:
    """The kinds of premises that clauses name, after "" for none of them."""
    return ["", *sorted({kind for clause in section.routing for kind in clause.when.premises})]


def parts_of_day(section: CasesSection) -> list[tuple[time, time]]:
    """The parts of the day that clauses tell apart."""
    begins = segments(section)
    return list(zip(begins, [*begins[1:], time(0)], strict=True))


class Ground:
    """The grids and units of a district as they are at `at`, read once."""

    def __init__(self, district: int, at: datetime) -> None:
        self.district, self.at = district, at
        self._alike: list[tuple[CasesSection, dict[int, list[int]]]] = []

    @cached_property
    def places(self) -> list[Place]:
        """The grids in the order of their codes."""
        return leaves(self.district)

    @cached_property
    def book(self) -> UnitBook:
        """The units that are open."""
        return book_of(self.district, self.at)

    def groups(self, section: CasesSection) -> dict[int, list[int]]:
        """Grids that are alike under a section's clauses; worked out once for it."""
        for known, groups in self._alike:
            if known is section:
                return groups
        made = alike([place.code for place in self.places], section, self.book)
        self._alike.append((section, made))
        return made

    def answers(self, section: CasesSection, asked: Question) -> dict[int, Owner | None]:
        """The owner in every grid, tomorrow at that hour."""
        zone = ZoneInfo(settings.TIME_ZONE)
        day = self.at.astimezone(zone).date() + timedelta(days=1)
        moment = datetime.combine(day, asked.moment, zone)
        found: dict[int, Owner | None] = {}
        for first, group in self.groups(section).items():
            answer = owner(
                section, category=asked.category, place=first, premises_kind=asked.kind, at=moment, find=self.book.find
            )  # fmt: skip
            found.update(dict.fromkeys(group, answer))
        return found

    def owned(self, section: CasesSection, asked: Question) -> Owned:
        """The answers, and who they come to."""
        grids = self.answers(section, asked)
        units = {code: found.unit.id if found and found.unit else None for code, found in grids.items()}
        standing_in = frozenset(
            code for code, found in grids.items() if found and found.unit and found.unmanned
        )
        counts, stands = Counter(units.values()), Counter(units[code] for code in standing_in)
        order = sorted(counts, key=lambda unit: (unit is not None, -counts[unit], self._code(unit)))
        begin = 0 if None in counts else 1
        holders = [
            Holder(number, unit, self.name(unit), counts[unit], stands[unit])
            for number, unit in enumerate(order, start=begin)
        ]
        numbers = {holder.unit: holder.number for holder in holders}
        return Owned(grids, holders, {code: numbers[unit] for code, unit in units.items()}, standing_in)

    def _code(self, unit: UUID | None) -> str:
        return self.book.by_id[unit].code if unit else ""

    def name(self, unit: UUID | None) -> str:
        """The owner's name, "" for nobody."""
        return named(self.book.by_id[unit]) if unit else ""


@dataclass(frozen=True)
class Handed:
    """What goes from one owner to another; "" is nobody."""

    before: str
    after: str
    grids: int


@dataclass(frozen=True)
class Changed:
    """What two versions answer differently for one question: by grid (the number of a line), and by owner."""

    marks: dict[int, int]
    lines: list[Handed]


def changed(ground: Ground, old: CasesSection, new: CasesSection, asked: Question) -> Changed:
    """What would change hands if `new` counted instead of `old`."""
    before, after = (ground.answers(section, asked) for section in (old, new))
    moved = {
        code: (_unit(before[code]), _unit(after[code]))
        for code in before
        if _unit(before[code]) != _unit(after[code])
    }
    counts = Counter(moved.values())
    order = [pair for pair, _count in counts.most_common()]
    lines = [Handed(ground.name(one), ground.name(other), counts[one, other]) for one, other in order]
    return Changed({code: order.index(pair) + 1 for code, pair in moved.items()}, lines)


def _unit(found: Owner | None) -> UUID | None:
    return found.unit.id if found and found.unit else None


def questions(section: CasesSection, categories: Sequence[str]) -> list[Question]:
    """Every question about these categories."""
    return [
        Question(category, kind, begin)
        for category in categories
        for kind in kinds_of(section)
        for begin in segments(section)
    ]


def changes_by_category(
    ground: Ground, old: CasesSection, new: CasesSection
) -> list[tuple[str, int, Question]]:
    """Each category of either version that changes hands anywhere: in how many grids at most, and where to look."""
    codes = list(dict.fromkeys([one.code for one in (*new.categories, *old.categories)]))
    found = []
    for code in codes:
        both = {*questions(old, [code]), *questions(new, [code])}
        counts = [(len(changed(ground, old, new, asked).marks), asked) for asked in sorted(both, key=str)]
        most, asked = max(counts, key=lambda one: one[0])
        if most:
            found.append((code, most, asked))
    return found
