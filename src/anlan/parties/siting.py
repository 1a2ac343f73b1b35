"""Where premises stand: a point in any frame, a place, or both when they agree."""

from typing import NamedTuple

from anlan.kit.codes import holds
from anlan.parties.checking import open_place
from anlan.parties.errors import PlaceOrPointMissing, PointOutsidePlace
from anlan.places.public import Place, check_point, is_holding, locate_one, morton, name_of, to_wgs84


class Site(NamedTuple):
    """An open place, and the WGS 84 point with its Morton number where one was given."""

    place: Place
    lon: float | None
    lat: float | None
    morton: int | None
    crs: str


def site(*, district: int, place: int | None, lon: float | None, lat: float | None, crs: str) -> Site:
    """Find the place of a point, or check that the point lies in the place that was named.

    A point beyond every boundary is accepted with a named place. Raises `PlaceOrPointMissing`,
    `PointInvalid`, `PointSwapped`, `PointOutOfRange`, `CrsUnknown`, `PointOutsidePlace`, `PlaceUnknown`,
    `PlaceNotOpen`.
    """
    if lon is None or lat is None:
        if place is None or (lon is None) != (lat is None):
            raise PlaceOrPointMissing(field="place")
        return Site(open_place(place), None, None, None, "")
    east, north = to_wgs84(lon, lat, crs)
    check_point(east, north, district)
    found = locate_one(east, north, district=district)
    if place is None:
        return Site(open_place(found), east, north, morton(east, north), crs)
    chosen = open_place(place)
    if not (is_holding(found) or holds(place, found) or holds(found, place)):
        raise PointOutsidePlace(found=name_of(found), place=name_of(place), field="point")
    finer = open_place(found) if not is_holding(found) and holds(place, found) else chosen
    return Site(finer, east, north, morton(east, north), crs)
