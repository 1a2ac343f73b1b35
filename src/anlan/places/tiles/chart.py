"""What a map on a page has to know: where the district lies, which tiles there are, which base map, the words."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.access.public import Actor
from anlan.kit.texts import is_english
from anlan.kit.tiles.basemaps import Basemap
from anlan.places.models import BoundaryVersion
from anlan.places.tiles.layers import TileLayer, tile_layers


def chart(actor: Actor) -> dict[str, Any]:
    """The answer of `/tiles/map.json` for one reader."""
    base: Basemap = settings.ANLAN_BASEMAP
    return {
        "bounds": _bounds(settings.ANLAN_DISTRICT),
        "layers": {name: shown for name in tile_layers.names() if (shown := _shown(name, actor))},
        "legend": _legend(),
        "base": {
            "kind": base.kind,
            "sheets": base.sheets,
            "frame": base.frame,
            "finest": base.finest,
            "file": reverse("places:base") if base.kind == "pmtiles" else "",
            "thanks": str(base.thanks or ""),
        },
        "language": "en" if is_english() else "zh",
        "words": words(),
    }


def _legend() -> dict[str, str]:
    return {
        code: said for layer in tile_layers.items() if layer.legend for code, said in layer.legend().items()
    }


def _bounds(district: int) -> list[float] | None:
    newest = BoundaryVersion.objects.filter(district=district, polygons__gt=0).order_by("-number")
    found = newest.values_list("west", "south", "east", "north").first()
    return None if found is None or None in found else [float(edge or 0) for edge in found]


def _shown(name: str, actor: Actor) -> dict[str, Any] | None:
    layer: TileLayer | None = tile_layers.find(name)
    while layer is not None and layer.seen_by is not None and not layer.seen_by(actor):
        name = layer.instead
        layer = tile_layers.find(name)
    if layer is None:
        return None
    pattern = reverse("places:tile", kwargs={"layer": name, "z": "0", "x": "0", "y": "0"})
    address = pattern.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt"
    version = layer.version() if layer.version else ""
    return {
        "name": name,
        "tiles": address + (f"?v={version}" if version else ""),
        "finest": layer.finest,
        "own": layer.version is None,
    }


def words() -> dict[str, Any]:
    """What the map says by itself."""
    return {
        "here": _("Where I am"),
        "asking": _("Finding where you are …"),
        "refused": _("Your position could not be found. Move the map instead."),
        "closer": _("Closer"),
        "wider": _("Wider"),
        "chosen": _("Chosen point:"),
        "outside": _("outside the district"),
        "map": _("Map"),
        "picking": _("Map. Move it with the arrow keys; the cross in the middle is the chosen point."),
        "failed": _("The map could not be drawn. Everything works without it."),
        "lost": _("Parts of the map could not be fetched. Trying again."),
        "matters": _("{count} matters"),
        "least": _("at least {count} matters"),
        "one": _("1 matter"),
        "more": _("There are more than can be listed. Go closer."),
        "none": _("Nothing in this part of the map."),
        "listing": _("In this part of the map: {count}."),
        "shown": _("Show on the map"),
        "titles": {"cases": _("Open matters"), "premises": _("Premises")},
        "fromNear": _("(from close up)"),
        "lateInside": _("at least one of them is late"),
        "open": _("Open"),
        "close": _("Close"),
        "late": _("late"),
        "kind": _("mostly:"),
    }
