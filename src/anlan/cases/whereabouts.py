"""Where a matter is: a point, premises, or a place somebody chose; never a guess."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from anlan.cases.errors import FrameTooLong, PlaceMissing, PlaceUnknown, PremisesUnknown
from anlan.cases.models import Case
from anlan.kit.codes import span
from anlan.parties.public import Premises, kind_of, premises_by_id
from anlan.places.public import Place, check_point, locate_one, morton, to_wgs84

_LONGEST_FRAME = 12


@dataclass(frozen=True)
class Whereabouts:
    """The place's code, and the point when there is one, as it came and in WGS 84."""

    place: int
    premises: UUID | None = None
    premises_kind: str = ""
    lon: float | None = None
    lat: float | None = None
    frame: str = "WGS84"
    frame_lon: float | None = None
    frame_lat: float | None = None

    @classmethod
    def of(cls, case: Case) -> "Whereabouts":
        """Where `case` is."""
        kind = kind_of(case.premises)
        return cls(
            case.place_scope,
            case.premises,
            kind,
            case.lon,
            case.lat,
            case.frame,
            case.frame_lon,
            case.frame_lat,
        )

    def columns(self) -> dict[str, Any]:
        """The columns of a new case."""
        key = morton(self.lon, self.lat) if self.lon is not None and self.lat is not None else None
        return {
            "place_reported": self.place,
            "place_scope": self.place,
            "premises": self.premises,
            "lon": self.lon,
            "lat": self.lat,
            "morton": key,
            "frame": self.frame,
            "frame_lon": self.frame_lon,
            "frame_lat": self.frame_lat,
        }


def _point(lon: float, lat: float, crs: str) -> Whereabouts:
    if len(crs) > _LONGEST_FRAME:  # the frame is kept as it was named, and a report names it shortly
        raise FrameTooLong(field="crs", longest=_LONGEST_FRAME)
    if crs == "WGS84":
        check_point(lon, lat, settings.ANLAN_DISTRICT)
        east, north = lon, lat
    else:
        east, north = to_wgs84(lon, lat, crs)
        check_point(east, north, settings.ANLAN_DISTRICT)
    place = locate_one(east, north)
    return Whereabouts(place, lon=east, lat=north, frame=crs, frame_lon=lon, frame_lat=lat)


def _chosen(code: int) -> int:
    low, high = span(settings.ANLAN_DISTRICT * 10**9)
    if not low <= code <= high or not Place.objects.filter(pk=code, valid_to=None).exists():
        raise PlaceUnknown(field="place", code=code)
    return code


def _premises(token_or_id: UUID) -> Premises:
    found = premises_by_id(token_or_id)
    if found is None:
        raise PremisesUnknown(field="premises")
    return found


def find(
    *,
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "WGS84",
    place: int | None = None,
    premises: UUID | None = None,
) -> Whereabouts:
    """The whereabouts of a report. Premises go before a point, a point before a chosen place.

    A point outside every boundary is an answer: the district's holding code "outside", which its operators see.
    Raises `PlaceMissing`, `PlaceUnknown`, `PremisesUnknown`, and what `check_point` and `to_wgs84` raise.
    """
    if premises is not None:
        found = _premises(premises)
        return Whereabouts(found.place_id, found.id, found.kind, found.lon, found.lat)
    if lon is not None and lat is not None:
        return _point(lon, lat, crs)
    if lon is not None or lat is not None:
        raise PlaceMissing(field="lon" if lon is None else "lat")
    if place is not None:
        return Whereabouts(_chosen(place))
    raise PlaceMissing(field="place")
