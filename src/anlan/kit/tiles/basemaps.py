"""Base maps from outside: which there are, where their pictures come from, and which frame they are drawn in."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from anlan.kit.texts import Text

Frame = Literal["WGS84", "GCJ-02"]


class BasemapUnknown(Exception):
    """ANLAN_BASEMAP names no base map we know, or one lacks what it needs."""


@dataclass(frozen=True)
class Basemap:
    """`sheets` are address templates laid on one another; `hosts` is all the page may talk to for them."""

    name: str
    kind: Literal["none", "raster", "pmtiles"] = "none"
    sheets: tuple[tuple[str, ...], ...] = ()
    hosts: tuple[str, ...] = ()
    frame: Frame = "WGS84"
    finest: int = 18
    thanks: Text | None = None


def _tianditu(key: str) -> tuple[tuple[str, ...], ...]:
    """WMTS of the national platform (lbs.tianditu.gov.cn): CGCS2000 in Web Mercator, within a metre of WGS 84."""
    address = (
        "https://t{server}.tianditu.gov.cn/{sheet}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={sheet}"
        "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )
    return tuple(
        tuple(address.format(server=server, sheet=sheet, key=quote(key)) for server in range(8))
        for sheet in ("vec", "cva")
    )


def basemap(name: str, *, key: str = "", file: str = "") -> Basemap:
    """The base map called `name`: none, tianditu, amap, osm or pmtiles. Raises `BasemapUnknown` with the remedy."""
    match name:
        case "" | "none":
            return Basemap("none")
        case "tianditu":
            if not key:
                raise BasemapUnknown(
                    "ANLAN_BASEMAP=tianditu needs a key of lbs.tianditu.gov.cn: ANLAN_BASEMAP_KEY"
                )
            hosts = tuple(f"https://t{server}.tianditu.gov.cn" for server in range(8))
            thanks = Text(zh="天地图", en="Tianditu")
            return Basemap(name, "raster", _tianditu(key), hosts, thanks=thanks)
        case "amap":
            hosts = tuple(f"https://webrd0{server}.is.autonavi.com" for server in range(1, 5))
            sheet = tuple(
                f"{host}/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={{x}}&y={{y}}&z={{z}}"
                for host in hosts
            )
            return Basemap(name, "raster", (sheet,), hosts, "GCJ-02", thanks=Text(zh="高德地图", en="Amap"))
        case "osm":
            host = "https://tile.openstreetmap.org"
            thanks = Text(zh="© OpenStreetMap 贡献者", en="© OpenStreetMap contributors")
            return Basemap(
                name, "raster", ((f"{host}/{{z}}/{{x}}/{{y}}.png",),), (host,), finest=19, thanks=thanks
            )
        case "pmtiles":
            if not file:
                raise BasemapUnknown("ANLAN_BASEMAP=pmtiles needs a file: ANLAN_BASEMAP_FILE")
            thanks = Text(zh="© OpenStreetMap 贡献者", en="© OpenStreetMap contributors")
            return Basemap(name, "pmtiles", finest=15, thanks=thanks)
    raise BasemapUnknown(f"ANLAN_BASEMAP={name}: there are none, tianditu, amap, osm and pmtiles")
