"""Cases near in space, time and words: for reporters, who are told no one's words, and for the desk within its scope.

What it costs does not grow with the cases there ever were: candidates are the newest of the same grid (an index in that
order) and the open ones around the point (an index of open cases only), both cut off; words are compared here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asinh, pi, radians, tan
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.public import Actor
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.cases.tiles.kinds import shown_kinds
from anlan.cases.words import Likeness, likely_duplicate, metres_between
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


@dataclass(frozen=True)
class Alike:
    """A case the reader may see that is like another. `metres` None: one of them has no point."""

    case: Case
    metres: float | None
    likeness: Likeness


_OF_THE_GRID = 150
_AROUND = 250
_LATELY = timedelta(days=14)
_WORTH_A_LOOK = 0.25


def _near(case: Case, at: datetime) -> set[UUID]:
    """Ids of what may be alike, whoever may see it: at most 400."""
    here = Case.objects.filter(place_scope=case.place_scope).order_by("-number")
    found = set(here.values_list("pk", flat=True)[:_OF_THE_GRID])
    if case.lon is not None and case.lat is not None:
        around = Case.objects.filter(
            _around(case.lon, case.lat), state__in=sorted(OPEN), morton__isnull=False
        )
        lately = around.filter(reported_at__gte=min(at, case.reported_at) - _LATELY)
        found |= set(lately.values_list("pk", flat=True)[:_AROUND])
    return found - {case.pk}


def similar_to(case: Case, actor: Actor, *, at: datetime) -> list[Alike]:
    """Cases like `case` among those `actor` may see, the most alike first, at most five. Four queries at most."""
    gone = {case.merged_into_id} if case.merged_into_id else set[UUID]()
    rows = visible(actor).filter(pk__in=_near(case, at) - gone)
    found = []
    for other in rows.select_related("text"):
        metres = None
        if None not in (case.lon, case.lat, other.lon, other.lat):
            metres = metres_between(case.lon, case.lat, other.lon, other.lat)  # type: ignore[arg-type]
        minutes = (case.reported_at - other.reported_at).total_seconds() / 60
        likeness = likely_duplicate(case.text.words, other.text.words, metres=metres, minutes=minutes)
        if likeness.score >= _WORTH_A_LOOK:
            found.append(Alike(other, metres, likeness))
    return sorted(found, key=lambda one: (-one.likeness.score, -one.case.number))[:_MOST]
