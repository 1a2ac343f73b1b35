"""Marks: terms that no word can be, and that say of a case what narrows a search.

They stand among the search terms of its words, so that words, scope and part of the numbers are one question to one
index, which meets the lists of all of them where they meet. Marks narrow and never grant: a case may carry one too
many, and what somebody may see is asked of the case itself (`cases/finding/searching.py`).

`/0…` to `/2…`  which 2¹⁰, 2¹⁴ and 2¹⁸ numbers it is among
`/s…` `/c…` `/g…`  street, community and grid of its place
`/u…`  its lead unit, and each unit that takes part
`/a…` `/k…`  capability and category
`/o`  it is open
"""

from collections.abc import Iterable
from uuid import UUID

BITS = (10, 14, 18)
OPEN_MARK = "/o"
_LETTERS = {1: "g", 10**3: "c", 10**6: "s"}  # by how many codes a place spans (`kit.codes`)


def number_mark(level: int, number: int) -> str:
    """The mark of the 2^BITS[level] numbers that `number` is among."""
    return f"/{level}{number >> BITS[level]:x}"


def unit_mark(unit: UUID) -> str:
    """Half of an id, its random one: two units that share it would only be narrowed less."""
    return f"/u{unit.hex[16:]}"


def capability_mark(capability: str) -> str:
    """Of a capability's name."""
    return f"/a{capability}"


def category_mark(category: str) -> str:
    """Of a category's code, whatever capability it belongs to."""
    return f"/k{category}"


def span_mark(low: int, high: int) -> str | None:
    """The mark that all cases in this span of place codes carry; None for a whole district and for any other span."""
    width = high - low + 1
    if width not in _LETTERS or low % width:
        return None
    return f"/{_LETTERS[width]}{low // width:x}"


def marks_of(
    *, number: int, place: int, is_open: bool, capability: str, category: str, units: Iterable[UUID]
) -> list[str]:
    """The marks of a case; `units`: its lead and all that take part. What `cases_marks` makes in the database."""
    marks = [number_mark(level, number) for level in range(len(BITS))]
    marks += [f"/{letter}{place // width:x}" for width, letter in _LETTERS.items()]
    marks.append(capability_mark(capability))
    marks += [category_mark(category)] if category else []
    marks += [OPEN_MARK] if is_open else []
    return marks + sorted({unit_mark(unit) for unit in units})


def quoted(mark: str) -> str:
    """A mark as it stands in a tsvector or a tsquery."""
    return "'" + mark.replace("\\", "\\\\").replace("'", "''") + "'"


def with_marks(terms: str, marks: Iterable[str]) -> str:
    """Terms (of `index_terms`) and marks as one tsvector literal."""
    return " ".join([terms, *map(quoted, marks)])


def any_of(marks: Iterable[str]) -> str:
    """A tsquery for what carries one of `marks`."""
    return " | ".join(map(quoted, marks))
