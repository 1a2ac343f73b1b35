"""Likely duplicates: near in space, time and words. Shown to reporters, so it tells no one's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asinh, pi, radians, tan
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.tiles.kinds import shown_kinds
from anlan.cases.words import likely_duplicate, metres_between
from anlan.kit.codes import span
from anlan.places.public import locate_one, morton_span

_MOST = 5
_CANDIDATES = 200
_RECENT = timedelta(days=30)
_SQUARE = 3  # decimals of a degree: some 100 m
_STEP = 50
_ZOOM = 16  # a tile of about 500 m in Shanghai: its neighbours hold every point within 300 m


@dataclass(frozen=True)
class Similar:
    """A case that may be the same matter: nothing of its words, only what any passer-by could tell.

    `metres` in steps of 50 from the middle of its 100 m square, `score` in tenths: whoever asks again and again from
    other points, or with other words, learns neither the door nor the sentence.
    """

    case: UUID
    number: int
    category: str
    metres: float | None
    reported_at: datetime
    state: str
    score: float


def _around(lon: float, lat: float) -> Q:
    """The Morton ranges of the tile under a point and its eight neighbours: index ranges instead of a scan."""
    side = 1 << _ZOOM
    x = int((lon + 180) / 360 * side)
    y = _row(lat, side)
    near = Q(pk__in=[])
    for column in (x - 1, x, x + 1):
        for row in (y - 1, y, y + 1):
            near |= Q(morton__range=morton_span(_ZOOM, column % side, min(max(row, 0), side - 1)))
    return near


def _row(lat: float, side: int) -> int:
    return int((0.5 - asinh(tan(radians(lat))) / (2 * pi)) * side)


def _candidates(since: datetime, lon: float | None, lat: float | None, place: int | None) -> QuerySet[Case]:
    # A quarrel between neighbours is nobody's to join, nor to find by asking for it door by door.
    recent = Case.objects.filter(_shown(), state__in=sorted(OPEN), reported_at__gte=since)
    if lon is not None and lat is not None:
        return recent.filter(_around(lon, lat) | Q(place_scope=locate_one(lon, lat), morton=None))
    return recent.filter(place_scope__range=span(place)) if place is not None else recent.none()


def _shown() -> Q:
    by_capability: dict[str, list[str]] = {}
    for capability, category in shown_kinds():
        by_capability.setdefault(capability, []).append(category)
    found = Q(pk__in=[])
    for capability, categories in by_capability.items():
        found |= Q(capability=capability, category__in=categories)
    return found


def likely_duplicates(
    *, words: str, at: datetime, lon: float | None = None, lat: float | None = None, place: int | None = None
) -> list[Similar]:
    """Open cases of the last 30 days near in space, time and words, best first, at most five; of kinds that residents
    may see on the map.
    """
    found = []
    rows = _candidates(at - _RECENT, lon, lat, place).select_related("text").order_by("-number")[:_CANDIDATES]
    for case in rows:
        metres = None
        if lon is not None and lat is not None and case.lon is not None and case.lat is not None:
            apart = metres_between(lon, lat, round(case.lon, _SQUARE), round(case.lat, _SQUARE))
            metres = float(round(apart / _STEP) * _STEP)
        minutes = (at - case.reported_at).total_seconds() / 60
        likeness = likely_duplicate(words, case.text.words, metres=metres, minutes=minutes)
        if likeness.likely:
            similar = Similar(
                case.pk,
                case.number,
                case.category,
                metres,
                case.reported_at,
                str(case.state),
                round(likeness.score, 1),
            )
            found.append(similar)
    return sorted(found, key=lambda similar: -similar.score)[:_MOST]
