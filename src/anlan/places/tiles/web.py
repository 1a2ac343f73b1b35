"""`/tiles/…`: tiles of every registered layer, and what a map on a page has to know."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from anlan.access.public import actor_of, anonymous
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.keyed import keyed
from anlan.kit.pace import Pace
from anlan.kit.tiles import answer
from anlan.kit.tiles.address import Tile, tile_at
from anlan.kit.tiles.ranges import part_of
from anlan.places.tiles.chart import chart
from anlan.places.tiles.kept import Kept
from anlan.places.tiles.layers import TileLayer, tile_layers

# A screen is some thirty tiles; what this process holds already is not counted.
DRAWN = Pace(times=1500, seconds=60)
KEPT = Kept(most=32 * 1024 * 1024)


class LayerUnknown(NotFound):
    """There is no map layer “{layer}” that you can see."""


@require_safe
def tile(request: HttpRequest, layer: str, z: str, x: str, y: str) -> HttpResponse:
    """`/tiles/<layer>/<z>/<x>/<y>.mvt`: refusals are short JSON, since no person reads them."""
    try:
        found = tile_layers.find(layer)
        if found is None:
            raise LayerUnknown(layer=layer[:40])
        asked = tile_at(z, x, y)
        return _shared(request, layer, found, asked) if found.version else _own(request, layer, found, asked)
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)


def _shared(request: HttpRequest, name: str, layer: TileLayer, asked: Tile) -> HttpResponse:
    version = layer.version() if layer.version else ""
    mark = answer.mark_of(name, version, asked)
    headers = answer.for_everybody(request, mark, version)
    if answer.has_already(request, mark):
        return answer.not_modified(headers)
    kept = KEPT.get((name, version, asked))
    if kept is None:
        _pace(request)
        kept = KEPT.put((name, version, asked), layer.draw(asked, anonymous))
    return answer.answer(request, kept[0], headers, packed=kept[1])


def _pace(request: HttpRequest) -> None:
    """Whoever is signed in may draw as they like. The tile is the same for all, so it does not vary by cookie."""
    looked = request.session.accessed
    known = request.user.is_authenticated
    request.session.accessed = looked
    if not known:
        DRAWN.step(request)


def _own(request: HttpRequest, name: str, layer: TileLayer, asked: Tile) -> HttpResponse:
    actor = actor_of(request)
    if layer.seen_by is None or not layer.seen_by(actor):
        raise LayerUnknown(layer=name)
    body = layer.draw(asked, actor)
    # The account is part of the mark: what one account holds never answers another, be it the same bytes.
    mark = answer.mark_of(name, asked, actor.ref, keyed("tile", body).hex())
    return answer.answer(request, body, answer.for_one(mark), packed=None)


@require_safe
def map_json(request: HttpRequest) -> HttpResponse:
    """`/tiles/map.json`: for the map on a page, as this reader may see it."""
    found = JsonResponse(chart(actor_of(request)))
    found.headers["Cache-Control"] = "private, no-cache"
    return found


@require_safe
def base(request: HttpRequest) -> HttpResponse:
    """`/tiles/base.pmtiles`: the base map that the district keeps itself, in parts."""
    if settings.ANLAN_BASEMAP.kind != "pmtiles":
        raise Http404
    return part_of(request, Path(settings.ANLAN_BASEMAP_FILE))
