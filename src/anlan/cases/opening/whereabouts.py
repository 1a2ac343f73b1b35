"""Where a matter is: a point, premises, or a place somebody chose; never a guess."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from anlan.cases.errors import FrameTooLong, PlaceMissing, PlaceUnknown, PremisesUnknown
from anlan.cases.models import Case
from anlan.kit.codes import span
from anlan.parties.public import Premises, kind_of, premises_by_id
from anlan.places.public import (
    Boundaries,
    boundaries,
    check_point,
    last_seen,
    locate_in,
    morton,
    to_wgs84,
    whether_open,
)

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


def _in_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]:
    if len(crs) > _LONGEST_FRAME:  # the frame is kept as it was named, and a report names it shortly
        raise FrameTooLong(field="crs", longest=_LONGEST_FRAME)
    return (lon, lat) if crs == "WGS84" else to_wgs84(lon, lat, crs)


def _point(lon: float, lat: float, crs: str, present: Boundaries) -> Whereabouts:
    east, north = _in_wgs84(lon, lat, crs)
    check_point(east, north, present)
    place = locate_in(present, east, north)
    return Whereabouts(place, lon=east, lat=north, frame=crs, frame_lon=lon, frame_lat=lat)


def code_in_district(place: int | None) -> int:
    """`place` where it is a code of this district, else 0: a number of any size may be asked for."""
    low, high = span(settings.ANLAN_DISTRICT * 10**9)
    return place if place is not None and low <= place <= high else 0


def _chosen(code: int, is_open: bool) -> int:
    if not code_in_district(code) or not is_open:
        raise PlaceUnknown(field="place", code=code)
    return code


def _premises(token_or_id: UUID) -> Premises:
    found = premises_by_id(token_or_id)
    if found is None:
        raise PremisesUnknown(field="premises")
    return found


def likely(lon: float | None, lat: float | None, crs: str, place: int | None) -> int:
    """Where `find` will probably say a report is, by what this process knew last; 0 when it knows nothing yet.

    Raises `FrameTooLong` and what `to_wgs84` raises.
    """
    if lon is None or lat is None:
        return code_in_district(place)
    east, north = _in_wgs84(lon, lat, crs)
    known = last_seen(settings.ANLAN_DISTRICT)
    return locate_in(known, east, north) if known else 0


def find(
    *,
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "WGS84",
    place: int | None = None,
    premises: UUID | None = None,
    present: Boundaries | None = None,
    is_open: bool | None = None,
) -> Whereabouts:
    """The whereabouts of a report. Premises go before a point, a point before a chosen place.

    `present` and `is_open` (of `place`) are what the caller asked for already.
    A point outside every boundary is an answer: the district's holding code "outside", which its operators see.
    Raises `PlaceMissing`, `PlaceUnknown`, `PremisesUnknown`, and what `check_point` and `to_wgs84` raise.
    """
    if premises is not None:
        found = _premises(premises)
        return Whereabouts(found.place_id, found.id, found.kind, found.lon, found.lat)
    if lon is not None and lat is not None:
        return _point(lon, lat, crs, present or boundaries(settings.ANLAN_DISTRICT))
    if lon is not None or lat is not None:
        raise PlaceMissing(field="lon" if lon is None else "lat")
    if place is not None:
        return Whereabouts(
            _chosen(place, whether_open(code_in_district(place)).ask() if is_open is None else is_open)
        )
    raise PlaceMissing(field="place")
