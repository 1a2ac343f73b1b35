"""Searching words within a scope: the newest cases that hold them, at a cost that follows what is shown.

Words, scope, what narrows and a window of numbers are asked of the one index of terms and marks (`words/marks.py`),
which steps from one common case to the next. It begins with the newest numbers; each window is as wide as should do by
what the last one held, up to sixteen times, so that a frequent word ends among the newest and a rare one soon asks for
all there is. What is met is then looked up: who may see it is asked of the case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from anlan.access.public import Scope
from anlan.cases.finding.reach import Narrowing, within
from anlan.cases.models import Case
from anlan.cases.words.marks import BITS, any_of, capability_mark, number_mark, quoted, span_mark, unit_mark
from anlan.kit.planned import run

_FIRST = 1 << BITS[0]
_WIDEST = 32 << BITS[-1]
_WIDER = 16
_SPARE = 1.5  # times what should do
_MOST = 400  # cases looked up at once; twice as many each time that few of them were left
_AT_LAST = 12_800
_ALL = 2**31 - 1
_HELD = """WITH held AS MATERIALIZED (SELECT case_id FROM cases_casetext WHERE {keys})
SELECT count(*), array_to_string(array_agg(case_id), ',') FROM (SELECT case_id FROM held LIMIT %s::bigint) AS hits"""
_BY_INDEX = "terms @@ %s::tsquery"
_BY_READING = "(terms @@ %s::tsquery) IS TRUE"  # all that begins with a character is dear to collect


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


@dataclass
class _Walk:
    """Down from the newest number: `below` it nothing was looked at yet. `met`: the ids of hits to be looked up."""

    keys: list[str]
    below: int
    oldest: int
    size: int = _FIRST
    most: int = _MOST
    count: int = 0
    met: list[str] = field(default_factory=list)

    def _window(self) -> tuple[int, str]:
        """The lowest number of the next window and its key: up to 33 marks of one level."""
        level = max((level for level, bits in enumerate(BITS) if 2 << bits <= self.size), default=0)
        bits = BITS[level]
        last = (self.below - 1) >> bits
        first = max(self.oldest >> bits, last - -(-self.size >> bits))
        return first << bits, any_of(number_mark(level, number << bits) for number in range(first, last + 1))

    def step(self) -> int | None:
        """How many hits the next window has; None when they are too many and it has to be narrower."""
        floor, window = self._window()
        narrowest = self.size == _FIRST
        parts = [_BY_READING if narrowest and ":*" in key else _BY_INDEX for key in self.keys]
        limit = _ALL if narrowest else self.most
        sql = _HELD.format(keys=" AND ".join([*parts, _BY_INDEX]))
        ((count, ids),) = run(sql, [*self.keys, window, limit + 1])
        if count > limit:
            self.size = max(_FIRST, self.size // _WIDER)
            return None
        if count:
            self.met.append(ids)
            self.count += count
        self.below = floor
        return int(count)

    def widen(self, hits: int, wanted: float) -> None:
        """Make the next window so wide that it should have `wanted` hits, where the last had `hits`."""
        factor = min(_WIDER, max(1, wanted / hits)) if hits else _WIDER
        self.size = min(_WIDEST, int(self.size * factor))

    @property
    def done(self) -> bool:
        """Whether the oldest case was looked at."""
        return self.below <= self.oldest


def _bounds() -> tuple[int, int]:
    ((oldest, newest),) = run("SELECT min(number), max(number) FROM cases_case", [])
    return (oldest, newest) if newest is not None else (1, 0)


def search(
    scope: Scope,
    narrow: Narrowing,
    keys: Sequence[str],
    limit: int,
    below: int | None = None,
    *,
    read: bool = True,
) -> list[Case]:
    """The `limit` newest cases of `scope` that `narrow` leaves and that answer every key, newest first.

    `keys` are tsqueries: the words (`query_terms`), and marks that every case `narrow` leaves carries.
    `read`: with their words; otherwise only their numbers are fetched.
    """
    if scope.empty:
        return []
    reached = reach_key(scope)
    oldest, newest = _bounds()
    top = newest + 1 if below is None else min(newest + 1, below)
    walk = _Walk([*keys, *([reached] if reached else [])], top, oldest)
    found: list[Case] = []
    left = 1.0  # share of what was met that may be seen and shown
    while not walk.done and len(found) < limit:
        hits = walk.step()
        if hits is None:
            continue
        if walk.count and (walk.done or walk.count >= limit - len(found)):
            seen = _look_up(scope, narrow, walk.met, top, limit - len(found), read=read)
            found += seen
            left = len(seen) / walk.count
            top = walk.below  # a wider window begins above it, with cases that were looked up already
            walk.most = min(_AT_LAST, 2 * walk.most)
            walk.count, walk.met = 0, []
        missing = _SPARE * (limit - len(found) - walk.count)
        walk.widen(hits, min(walk.most, missing / left) if left else walk.most)
    return found


def _look_up(
    scope: Scope, narrow: Narrowing, met: Sequence[str], top: int, limit: int, *, read: bool
) -> list[Case]:
    which = Case.objects.extra(where=["cases_case.id = ANY(%s::uuid[])"], params=["{" + ",".join(met) + "}"])
    rows = narrow(which.filter(within(scope), number__lt=top)).order_by("-number")
    return list((rows.select_related("text") if read else rows.only("number"))[:limit])
