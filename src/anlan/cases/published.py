"""What everybody may know of a place: how much is open by kind, and how long things take. No case, no small number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
SELECT capability, category, count(*) FROM cases_case
WHERE place_scope BETWEEN %s AND %s AND state = ANY(%s) GROUP BY 1, 2
"""
# GROUPING SETS: each kind by itself, and all of them together.
_CLOSED = """
SELECT capability, category, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - reported_at)) / 86400
FROM cases_case
WHERE place_scope BETWEEN %s AND %s AND state = ANY(%s) AND closed_at >= %s
GROUP BY GROUPING SETS ((capability, category), ())
"""

Kind = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One kind of matter. `hidden`: "" or why `open` is not told: "few" (under five), "kept" (it would give one away).

    `median_days`: from report to close, None where fewer than five were closed.
    """

    title: str
    open: int | None
    hidden: str
    median_days: float | None


@dataclass(frozen=True)
class PlaceFigures:
    """Of a place and all below it; `total` is None when it would tell a small number."""

    lines: tuple[Line, ...]
    total: int | None
    median_days: float | None


def public_figures(place: int, at: datetime) -> PlaceFigures:
    """The figures of a place, at most ten minutes old. Two queries by index ranges when they are counted anew."""
    return _figures(place, int(at.timestamp()) // _KEPT, get_language() or "zh-hans")


@lru_cache(maxsize=2000)
def _figures(place: int, minute: int, language: str) -> PlaceFigures:  # noqa: ARG001 - titles are kept per language
    at = datetime.fromtimestamp(minute * _KEPT).astimezone()
    titles = _titles()
    counted = _counted(place)
    told = publish({kind: counted.get(kind, 0) for kind in titles | counted})
    medians = _medians(place, at - LOOKED_BACK)
    lines = [
        Line(
            titles.get(kind, kind[1] or "—"),
            told.shown.get(kind),
            "few" if kind in told.few else "kept" if kind in told.kept else "",
            medians.get(kind),
        )
        for kind in titles | counted
    ]
    lines.sort(key=lambda line: -(line.open or 0) if line.open is not None else 0)
    return PlaceFigures(tuple(lines), told.total, medians.get(None))


def _titles() -> dict[Kind, str]:
    sections = [(scheme, scheme.section(CASES)) for scheme in current_all() if scheme.has(CASES.name)]
    return {
        (one.name, kind.code): str(kind.title) for one, section in sections for kind in section.categories
    }


def _counted(place: int) -> dict[Kind, int]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [*span(place), sorted(map(str, OPEN))])
        return {(capability, category): count for capability, category, count in cursor.fetchall()}


def _medians(place: int, since: datetime) -> dict[Kind | None, float]:
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [*span(place), [str(State.CLOSED), str(State.RATED)], since])
        return {
            (capability, category) if capability is not None else None: float(days)
            for capability, category, count, days in cursor.fetchall()
            if count >= LEAST
        }
