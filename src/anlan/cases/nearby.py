"""Likely duplicates: near in space, time and words."""

from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.queries import Similar
from anlan.cases.words.similar import likely_duplicate, metres_between
from anlan.kit.codes import span

_MOST = 5
_CANDIDATES = 200
_DEGREES = 0.003  # about 300 m, the radius in which two reports can be the same matter
_ENOUGH = 0.35
"""Docstring of a bound: below it, reading the hint costs the reporter more than a double costs the operator."""


def _candidates(since: datetime, lon: float | None, lat: float | None, place: int | None) -> QuerySet[Case]:
    recent = Case.objects.filter(state__in=sorted(OPEN), reported_at__gte=since)
    near = Q()
    if lon is not None and lat is not None:
        near = Q(lon__range=(lon - _DEGREES, lon + _DEGREES), lat__range=(lat - _DEGREES, lat + _DEGREES))
    if place is not None:
        near |= Q(place_scope__range=span(place))
    return recent.filter(near) if near else recent.none()


def ranked(
    *,
    words: str,
    at: datetime,
    lon: float | None,
    lat: float | None,
    place: int | None,
    since: datetime,
) -> list[Similar]:
    """The best candidates with their score, at least `_ENOUGH`."""
    found = []
    rows = _candidates(since, lon, lat, place).select_related("text").order_by("-number")[:_CANDIDATES]
    for case in rows:
        metres = None
        if lon is not None and lat is not None and case.lon is not None and case.lat is not None:
            metres = metres_between(lon, lat, case.lon, case.lat)
        minutes = (at - case.reported_at).total_seconds() / 60
        score = likely_duplicate(words, case.text.words, metres=metres, minutes=minutes).score
        if score >= _ENOUGH:
            found.append(
                Similar(case.number, case.category, metres, case.reported_at, str(case.state), score)
            )
    return sorted(found, key=lambda similar: -similar.score)[:_MOST]
