"""Searching words within a scope: the newest cases that hold them, at a cost that follows what is shown.

Words, scope, what narrows and a window of numbers are asked of the one index of terms and marks (`words/marks.py`),
which steps from one common case to the next. From the newest numbers on, each window is sixteen times as wide as the
one before while few cases are met, and narrower again where many are, so that a frequent word ends among the newest
and a rare one soon asks for all that is left. What is met is then looked up: who may see it is asked of the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.access.public import Scope
from anlan.cases.models import Case
from anlan.cases.reach import Narrowing, within
from anlan.cases.words.marks import BITS, any_of, capability_mark, number_mark, quoted, span_mark, unit_mark
from anlan.kit.planned import run

_WIDER = 16  # from each size of `BITS` to the next
_MOST = 400  # hits looked up at once, at first
_AT_LAST = 12_800
_ALL = 2**31 - 1
_HELD = """WITH held AS MATERIALIZED (SELECT case_id FROM cases_casetext WHERE {keys})
SELECT count(*), array_agg(case_id)::text FROM (SELECT case_id FROM held LIMIT %s::bigint) AS hits"""


def reach_key(scope: Scope) -> str | None:
    """A tsquery that every case of `scope` answers, and few others; None when all cases may."""
    if scope.participant:
        return None
    some = []
    for mark, only in [
        *((span_mark(low, high), only) for low, high, only in scope.ranges),
        *((unit_mark(unit), only) for unit, only in scope.units),
    ]:
        if mark is None:
            return None
        some.append(quoted(mark) if only is None else f"{quoted(mark)} & ({_one_of(only)})")
    return " | ".join(f"({one})" for one in some)


def _one_of(capabilities: frozenset[str]) -> str:
    return any_of(map(capability_mark, sorted(capabilities)))


@dataclass(frozen=True)
class _Hits:
    """`ids` as PostgreSQL writes an array; `more`: there are others."""

    count: int
    ids: str
    more: bool


def _held(keys: Sequence[str], most: int) -> _Hits:
    asked = " AND ".join(["terms @@ %s::tsquery"] * len(keys))
    ((count, ids),) = run(_HELD.format(keys=asked), [*keys, most + 1])
    return _Hits(count, ids or "{}", count > most)


def _window(below: int, level: int) -> tuple[int, list[str]]:
    """The lowest number of a window that ends before `below`, and its key; the widest holds all there is."""
    if level == len(BITS):
        return 0, []
    size = 1 << BITS[level]
    last = (below - 1) >> BITS[level]
    marks = [number_mark(level, number * size) for number in (last, last - 1) if number >= 0]
    return max(0, (last - 1) * size), [any_of(marks)]


def _bounds() -> tuple[int, int]:
    ((oldest, newest),) = run("SELECT min(number), max(number) FROM cases_case", [])
    return (oldest, newest) if newest is not None else (1, 0)


def _seen(scope: Scope, narrow: Narrowing, hits: _Hits, below: int, limit: int) -> list[Case]:
    met = Case.objects.extra(where=["cases_case.id = ANY(%s::uuid[])"], params=[hits.ids])
    rows = narrow(met.filter(within(scope), number__lt=below))
    return list(rows.order_by("-number").select_related("text")[:limit])


def search(
    scope: Scope, narrow: Narrowing, keys: Sequence[str], limit: int, below: int | None = None
) -> list[Case]:
    """The `limit` newest cases of `scope` that `narrow` leaves and that answer every key, newest first.

    `keys` are tsqueries: the words (`query_terms`), and marks that every case `narrow` leaves carries.
    """
    if scope.empty:
        return []
    reached = reach_key(scope)
    asked = [*keys, *([reached] if reached else [])]
    oldest, newest = _bounds()
    below = min(newest + 1, newest + 1 if below is None else below)
    found: list[Case] = []
    level, most = 0, _MOST
    while below > oldest and len(found) < limit:
        floor, window = _window(below, level)
        hits = _held([*asked, *window], most if level else _ALL)
        if hits.more:
            level -= 1
            continue
        if hits.count:
            found += _seen(scope, narrow, hits, below, limit - len(found))
            most = min(2 * most, _AT_LAST)
        below = floor
        if hits.count * _WIDER <= most:
            level = min(level + 1, len(BITS))
    return found
