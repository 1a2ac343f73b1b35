"""Base maps: nothing outside by default, one map's own servers when it is chosen, and a wrong choice says so."""

import pytest
from django.http import HttpResponse

from anlan.kit.tiles.basemaps import BasemapUnknown, basemap
from anlan.kit.tiles.ranges import MOST, part_of
from anlan.kit.web import SafeHeaders


def policy(settings, rf, **chosen):
    settings.ANLAN_BASEMAP = basemap(**chosen)
    answer = SafeHeaders(lambda request: HttpResponse())(rf.get("/"))
    return dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))


def test_without_a_base_map_a_page_talks_to_nobody_outside(settings, rf):
    told = policy(settings, rf, name="none")
    assert told["connect-src"] == "'self'"
    assert "http" not in "".join(told.values())


@pytest.mark.parametrize(
    ("chosen", "host"),
    [
        ({"name": "osm"}, "https://tile.openstreetmap.org"),
        ({"name": "amap"}, "https://webrd03.is.autonavi.com"),
        ({"name": "tianditu", "key": "0123"}, "https://t7.tianditu.gov.cn"),
    ],
)
def test_a_chosen_base_map_opens_its_own_servers_for_pictures_and_nothing_else(settings, rf, chosen, host):
    told = policy(settings, rf, **chosen)
    base = settings.ANLAN_BASEMAP
    assert host in base.hosts
    for name, value in told.items():
        outside = {part for part in value.split() if part.startswith("http")}
        assert outside == (set(base.hosts) if name in ("img-src", "connect-src") else set()), name
    for sheet in base.sheets:
        for address in sheet:
            assert address.startswith(base.hosts), address
            assert all(part in address for part in ("{z}", "{x}", "{y}"))


def test_a_key_cannot_change_the_address():
    sheets = basemap("tianditu", key="a&b=c#d").sheets
    assert all(address.endswith("tk=a%26b%3Dc%23d") for sheet in sheets for address in sheet)


@pytest.mark.parametrize("chosen", [{"name": "google"}, {"name": "tianditu"}, {"name": "pmtiles"}])
def test_a_choice_that_cannot_work_is_refused_with_what_is_missing(chosen):
    with pytest.raises(BasemapUnknown, match="ANLAN_BASEMAP"):
        basemap(**chosen)


def test_only_amap_is_shifted():
    frames = {name: basemap(name, key="1", file="f").frame for name in ("osm", "amap", "tianditu", "pmtiles")}
    assert frames == {"osm": "WGS84", "amap": "GCJ-02", "tianditu": "WGS84", "pmtiles": "WGS84"}


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "base.pmtiles"
    path.write_bytes(bytes(range(256)) * 40_000)
    return path


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [
        ("bytes=0-126", 206, 127), ("bytes=10239990-", 206, 10), ("bytes=0-", 206, MOST),
        ("bytes=0-99999999999", 206, MOST), ("bytes=10240000-", 416, 0), ("bytes=5-4", 416, 0),
        ("bytes=-5", 400, 7 + 6), ("bytes=0-1,3-4", 400, 7 + 6), ("", 400, 7 + 6), ("bytes=x-y", 400, 7 + 6),
    ],
)  # fmt: skip
def test_a_file_is_given_in_parts_and_never_whole(rf, kept, asked, status, length):
    answer = part_of(rf.get("/", headers={"Range": asked} if asked else {}), kept)
    assert answer.status_code == status
    if status == 206:
        assert len(answer.content) == length
        first = int(answer.headers["Content-Range"].removeprefix("bytes ").split("-")[0])
        assert answer.content == kept.read_bytes()[first : first + length]


def test_a_part_that_the_browser_holds_is_not_sent_again(rf, kept):
    first = part_of(rf.get("/", headers={"Range": "bytes=0-9"}), kept)
    again = rf.get("/", headers={"Range": "bytes=0-9", "If-None-Match": first.headers["ETag"]})
    assert part_of(again, kept).status_code == 304


def test_there_is_no_file_where_none_was_chosen(client, db):
    assert client.get("/tiles/base.pmtiles", headers={"Range": "bytes=0-9"}).status_code == 404
