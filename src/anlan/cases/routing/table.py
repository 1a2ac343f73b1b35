"""Who owns what today: every category under every street, with the units as they are open now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from anlan.cases.routing.book import UnitBook
from anlan.cases.routing.clauses import owner
from anlan.cases.routing.proof import alike, book_of, leaves, prove_ownership, segments
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection, Clause
from anlan.kit.errors import TooMuch
from anlan.kit.texts import named
from anlan.parties.public import units_in
from anlan.places.public import Level, Place, tree
from anlan.schemes.public import Finding, Scheme

MOST_ANSWERS = 200_000
MOST_FINDINGS = 100


class TooMuchToProve(TooMuch):
    """This is too much for a page: {answers} questions. On the server: anlan capability check --district"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The units that own one category in one street; `gap`: somewhere in it nobody does."""

    units: tuple[str, ...]
    gap: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One category, a cell a street."""

    title: str
    cells: tuple[tuple[str, Cell], ...]


def streets_of(district: int) -> list[tuple[Place, list[int]]]:
    """Every street with the communities below it (itself when it has none): what a page asks about."""
    rows = tree(district)
    below: dict[int, list[int]] = {}
    for row in rows:
        if row.level == Level.COMMUNITY:
            below.setdefault(row.code - row.code % 10**6, []).append(row.code)
    streets = [row for row in rows if row.level == Level.STREET]
    return [(street, below.get(street.code, [street.code])) for street in streets]


def table_of(section: CasesSection, district: int, at: datetime) -> list[Line]:
    """Categories in their order, streets in the order of their codes."""
    book, streets = book_of(district, at), streets_of(district)
    return [
        _line(section, category.code, str(category.title), book, streets, at)
        for category in section.categories
    ]


def _line(  # noqa: PLR0917
    section: CasesSection,
    category: str,
    title: str,
    book: UnitBook,
    streets: list[tuple[Place, list[int]]],
    at: datetime,
) -> Line:
    cells = []
    for street, places in streets:
        owners = [
            owner(section, category=category, place=place, premises_kind="", at=at, find=book.find)
            for place in places
        ]
        units = {found.unit.id: found.unit for found in owners if found and found.unit}
        names = tuple(named(book.by_id[id]) for id in units)
        cells.append(
            (named(street), Cell(names, any(found is None or found.unit is None for found in owners)))
        )
    return Line(title, tuple(cells))


def proof(scheme: Scheme, district: int, at: datetime) -> list[Finding]:
    """What `capability check --district` finds, with the units held in memory. Raises `TooMuchToProve`."""
    section = scheme.section(CASES)
    kinds = 1 + len({kind for clause in section.routing for kind in clause.when.premises})
    places = alike([place.code for place in leaves(district)], section, book_of(district, at))
    answers = len(section.categories) * len(places) * kinds * len(segments(section))
    if answers > MOST_ANSWERS:
        raise TooMuchToProve(answers=f"{answers:,}")
    found: Iterator[Finding] = prove_ownership(scheme, district, at)
    return list(islice(found, MOST_FINDINGS))


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause in words: what it asks for, and who gets the matter."""

    number: int
    categories: tuple[str, ...]
    places: tuple[int, ...]
    premises: tuple[str, ...]
    hours: str
    to: str
    supporting: tuple[str, ...]
    units: tuple[str, ...]


def clauses_of(section: CasesSection, district: int, at: datetime) -> list[ClauseLine]:
    """The routing list, each with the open units that have its role."""
    by_role: dict[str, list[str]] = {}
    for unit in units_in(district * 10**9, at):
        for role in unit.roles:
            by_role.setdefault(role, []).append(named(unit))
    titles = {category.code: str(category.title) for category in section.categories}
    return [
        _clause(number, clause, titles, by_role) for number, clause in enumerate(section.routing, start=1)
    ]


def _clause(number: int, clause: Clause, titles: dict[str, str], by_role: dict[str, list[str]]) -> ClauseLine:
    when = clause.when
    return ClauseLine(
        number,
        tuple(titles.get(code, code) for code in when.categories),
        when.places,
        when.premises,
        f"{when.hours.start}-{when.hours.end}" if when.hours else "",
        clause.to,
        clause.supporting,
        tuple(by_role.get(clause.to, ())),
    )
