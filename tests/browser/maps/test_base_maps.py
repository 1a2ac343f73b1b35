"""Base maps in a real browser: Amap's shifted frame lies right, a file of one's own asks nobody outside."""

import base64
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.browser.conftest import Reader
from tests.browser.maps.drawing import SEEN, drawn, picking_page

from anlan.kit.tiles.varints import varint

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def shifted_site(settings: Any, request: pytest.FixtureRequest) -> Any:
    """The site with Amap underneath."""
    from anlan.kit.tiles.basemaps import basemap

    settings.ANLAN_BASEMAP = basemap("amap")
    return request.getfixturevalue("site")


def test_amap_lies_under_our_points_and_is_asked_for_the_shifted_pictures(
    shifted_site: Any, gl_browser: Any
) -> None:
    from anlan.places.public import from_wgs84

    reader = Reader(gl_browser, shifted_site.url, language="zh-hans", width=800)
    pictures: list[str] = []

    def give(route: Any) -> None:
        pictures.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    reader.page.route("https://webrd0*.is.autonavi.com/**", give)
    picking_page(reader)
    drawn(reader)
    z = max(int(url.split("z=")[1]) for url in pictures)
    found = {
        (int(url.split("x=")[1].split("&")[0]), int(url.split("y=")[1].split("&")[0])) for url in pictures
    }
    lon, lat = from_wgs84(121.373, 31.22, "GCJ-02")
    column = int((lon + 180) / 360 * 2**z)
    row = int((0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)) * 2**z)
    assert (column, row) in found
    assert not reader.complaints
    centre = reader.page.evaluate("document.querySelector('[data-map]').anlanMap.getCenter()")
    assert centre["lng"] == pytest.approx(121.373, abs=1e-6)  # what is picked stays WGS 84
    assert (
        "高德" in reader.page.locator(".maplibregl-ctrl-attrib").inner_text()
        or "高德" in reader.page.content()
    )
    reader.context.close()


def archive(tile: bytes) -> bytes:
    """A PMTiles 3 file with one tile, 0/0/0 (github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md)."""
    directory = varint(1) + varint(0) + varint(1) + varint(len(tile)) + varint(1)
    said = b"{}"
    sizes = [
        127,
        len(directory),
        127 + len(directory),
        len(said),
        0,
        0,
        127 + len(directory) + len(said),
        len(tile),
    ]
    head = b"PMTiles\x03" + struct.pack("<11Q", *sizes, 1, 1, 1) + bytes([1, 1, 1, 1, 0, 0])
    head += (
        struct.pack("<4i", -1800000000, -850000000, 1800000000, 850000000)
        + b"\x00"
        + struct.pack("<2i", 0, 0)
    )
    return head + directory + said + tile


@pytest.fixture
def kept_site(settings: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """The site with a base map of its own: one piece of land over the whole world."""
    from anlan.kit.tiles.basemaps import basemap
    from anlan.kit.tiles.mvt import Shape, shapes_layer

    land = [np.array([[0, 0], [4096, 0], [4096, 4096], [0, 4096]])]
    path = tmp_path / "base.pmtiles"
    path.write_bytes(archive(shapes_layer("earth", [Shape("polygon", land, {"kind": "earth"})])))
    settings.ANLAN_BASEMAP_FILE = str(path)
    settings.ANLAN_BASEMAP = basemap("pmtiles", file=str(path))
    return request.getfixturevalue("site")


def test_a_file_of_ones_own_lies_underneath_and_nobody_outside_is_asked(kept_site: Any, looker: Any) -> None:
    reader = looker(width=800)
    picking_page(reader)
    drawn(reader)
    shown = reader.page.evaluate(SEEN, ["base-earth"])
    assert shown
    assert all(one == {"kind": "earth"} for one in shown)
    assert any(url.endswith("/tiles/base.pmtiles") for url in reader.asked)
    assert not reader.complaints
