"""Reading places: the tree, one place, its parts, where a point lies."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Schema

from anlan.kit import clock
from anlan.kit.codes import CodeInvalid as NotACode
from anlan.places.api.routing import router
from anlan.places.api.shapes import LocatedOut, PlaceOut
from anlan.places.crs import to_wgs84
from anlan.places.errors import PlaceUnknown
from anlan.places.holding import is_holding
from anlan.places.locating import locate_one
from anlan.places.models import Place
from anlan.places.points import check_point, morton
from anlan.places.queries import ancestors, boundaries_of, children, place, successor, tree


class PointQuery(Schema):
    """A point in any frame; x is longitude or easting."""

    lon: float
    lat: float
    crs: str = "WGS84"


@router.get("/places", response=list[PlaceOut], summary="辖区树 The open tree of the district, by code")
def get_places(request: HttpRequest, district: int | None = None) -> Any:
    """Codes sort as the tree does: a place comes right before its parts."""
    return [PlaceOut.of(one) for one in tree(district or settings.ANLAN_DISTRICT, clock.now())]


@router.get("/places/{int:code}", response=PlaceOut, summary="辖区 One place, open or closed")
def get_place(request: HttpRequest, code: int) -> Any:
    """404 when there is none."""
    return PlaceOut.of(place(code))


@router.get("/places/{int:code}/children", response=list[PlaceOut], summary="下级辖区 Places right below")
def get_children(request: HttpRequest, code: int) -> Any:
    """Open ones, by code."""
    place(code)
    return [PlaceOut.of(one) for one in children(code, clock.now())]


@router.get("/places/{int:code}/boundaries", summary="下级边界 Boundaries right below as GeoJSON")
def get_boundaries(request: HttpRequest, code: int) -> dict[str, Any]:
    """A FeatureCollection in WGS 84 for maps."""
    place(code)
    return boundaries_of(code, clock.now())


@router.get(
    "/places/{int:code}/successor", response=PlaceOut, summary="承接辖区 The place that stands for it now"
)
def get_successor(request: HttpRequest, code: int) -> Any:
    """Itself while it is open; after a split the nearest common ancestor of its successors."""
    try:
        return PlaceOut.of(place(successor(code, clock.now())))
    except NotACode:
        raise PlaceUnknown(code=code, field="code") from None


@router.get("/locate", response=LocatedOut, summary="定位 Which place a point lies in")
def get_locate(request: HttpRequest, asked: Annotated[PointQuery, Query()]) -> Any:
    """422 names what is wrong with a point: not a number, out of range, longitude and latitude exchanged."""
    if not _finite(asked):
        check_point(asked.lon, asked.lat)
    lon, lat = to_wgs84(asked.lon, asked.lat, asked.crs)
    check_point(lon, lat, settings.ANLAN_DISTRICT)
    found = locate_one(lon, lat)
    above = [] if is_holding(found) else [*reversed(ancestors(found)), found]
    rows = {one.code: one for one in Place.objects.filter(pk__in=above).defer("geometry")}
    return LocatedOut(
        place=found, outside=is_holding(found), path=[PlaceOut.of(rows[code]) for code in above], lon=lon,
        lat=lat, morton=morton(lon, lat),
    )  # fmt: skip


def _finite(asked: PointQuery) -> bool:
    return abs(asked.lon) < float("inf") and abs(asked.lat) < float("inf")
