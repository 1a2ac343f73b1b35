"""What everybody may know of a place: how much is open by group of kinds, how long things take; no small number."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.db import connection
from django.utils.translation import get_language

from anlan.cases.lifecycle import OPEN, State
from anlan.cases.section import CASES
from anlan.kit.codes import span
from anlan.kit.suppression import LEAST, publish
from anlan.schemes.public import current_all

LOOKED_BACK = timedelta(days=90)
_KEPT = (
    600  # seconds a place's figures stay as they are: dear to count, and nobody can watch one report arrive
)

_OPEN = """
SELECT capability, count(*) FROM cases_case
WHERE place_scope BETWEEN %s AND %s AND state = ANY(%s) GROUP BY 1
"""
# Each kind by itself, each group of kinds, and all of them together.
_CLOSED = """
SELECT capability, category, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - reported_at)) / 86400
FROM cases_case
WHERE place_scope BETWEEN %s AND %s AND state = ANY(%s) AND closed_at >= %s
GROUP BY GROUPING SETS ((capability, category), (capability), ())
"""

Kind = tuple[str | None, str | None]


@dataclass(frozen=True)
class Line:
    """A group of kinds (a capability). `hidden`: "" or why `open` is not told: "few" (under five), "kept" (it would
    give another one away). `median_days`: from report to close, None where fewer than five were closed.
    """

    title: str
    open: int | None
    hidden: str
    median_days: float | None


@dataclass(frozen=True)
class PlaceFigures:
    """Of a place and all below it. `total` is None when it would tell a small number; `few`: it is one itself.

    `kinds`: (title, median days) of every kind of which five or more were closed, the quickest first.
    """

    lines: tuple[Line, ...]
    total: int | None
    few: bool
    median_days: float | None
    kinds: tuple[tuple[str, float], ...]


def public_figures(place: int, at: datetime) -> PlaceFigures:
    """The figures of a place, at most ten minutes old. Two queries by index ranges when they are counted anew."""
    return _figures(place, int(at.timestamp()) // _KEPT, get_language() or "zh-hans")


@lru_cache(maxsize=2000)
def _figures(place: int, minute: int, language: str) -> PlaceFigures:  # noqa: ARG001 - titles are kept per language
    at = datetime.fromtimestamp(minute * _KEPT, UTC)
    schemes = [one for one in current_all() if one.has(CASES.name)]
    titles = {one.name: str(one.title) for one in schemes}
    counted = _counted(place)
    cells = {name: counted.get(name, 0) for name in titles | counted}
    told = publish(cells)
    medians = _medians(place, at - LOOKED_BACK)
    lines = [
        Line(
            titles.get(name, name),
            told.shown.get(name),
            "few" if name in told.few else "kept" if name in told.kept else "",
            medians.get((name, None)),
        )
        for name in cells
    ]
    kinds = [
        (str(kind.title), medians[one.name, kind.code])
        for one in schemes
        for kind in one.section(CASES).categories
        if (one.name, kind.code) in medians
    ]
    kinds.sort(key=lambda kind: kind[1])
    few = sum(cells.values()) < LEAST
    return PlaceFigures(tuple(lines), told.total, few, medians.get((None, None)), tuple(kinds))


def _counted(place: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [*span(place), sorted(map(str, OPEN))])
        return dict(cursor.fetchall())


def _medians(place: int, since: datetime) -> dict[Kind, float]:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [*span(place), [str(State.CLOSED), str(State.RATED)], since])
        return {
            (capability, category): float(days)
            for capability, category, count, days in cursor.fetchall()
            if count >= LEAST
        }
