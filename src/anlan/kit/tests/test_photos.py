"""Photographs from outside: what is refused, what is removed, what is kept."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from anlan.kit.files import photos
from anlan.kit.files.errors import (
    PhotoHasTooManyPixels,
    PhotoIsHeic,
    PhotoKindRefused,
    PhotoTooLarge,
    PhotoUnreadable,
)
from anlan.kit.files.photos import safe_photo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def picture(size=(64, 48), colour="teal", mode="RGB"):
    image = Image.new(mode, size, colour)
    if mode == "RGB":
        ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 4), "red")
    return image


def encoded(image, kind="JPEG", **more):
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def exif(orientation=None, gps=None, taken=None, offset=None):
    block = Image.Exif()
    if orientation:
        block[0x0112] = orientation
    block[0x010E] = "Mr Wang's flat"
    if gps is not None:
        block.get_ifd(0x8825).update(gps)
    if taken:
        block.get_ifd(0x8769)[0x9003] = taken
    if offset:
        block.get_ifd(0x8769)[0x9011] = offset
    return block


SHANGHAI_GPS = {1: "N", 2: (31.0, 13.0, 49.44), 3: "E", 4: (121.0, 28.0, 25.32)}


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def giant_png(width, height):
    """A PNG that says it is enormous and is small: rows of zeros compress to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min(1 + width, 20_001)) * 200, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_a_plain_jpeg_with_a_thumbnail(kind):
    photo = safe_photo(encoded(picture((1200, 800)), kind), field="photos")
    image, small = opened(photo.jpeg), opened(photo.thumbnail)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1200, 800))
    assert (photo.width, photo.height) == (1200, 800)
    assert (small.format, small.size) == ("JPEG", (480, 320))
    assert (photo.taken_at, photo.lon, photo.lat) == (None, None, None)


def test_the_same_bytes_give_the_same_name():
    data = encoded(picture())
    assert safe_photo(data, field="photos").sha256 == safe_photo(data, field="photos").sha256


@pytest.mark.slow
@pytest.mark.parametrize(("size", "expected"), [((5000, 2500), (2560, 1280)), ((10, 6000), (4, 2560))])
def test_a_large_photograph_is_made_smaller(size, expected):
    photo = safe_photo(encoded(picture(size)), field="photos")
    assert (photo.width, photo.height) == expected


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [
        (1, (2, 2)),
        (2, (61, 2)),
        (3, (61, 45)),
        (4, (2, 45)),
        (5, (2, 2)),
        (6, (45, 2)),
        (7, (45, 61)),
        (8, (2, 61)),
    ],
)
def test_a_photograph_is_turned_upright(orientation, red_at):
    photo = safe_photo(encoded(picture(), quality=95, exif=exif(orientation)), field="photos")
    assert (photo.width, photo.height) == ((64, 48) if orientation < 5 else (48, 64))
    red, green, _ = opened(photo.jpeg).getpixel(red_at)
    assert red > 150 > green


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_when_it_was_taken_is_told_and_not_left_in_the_picture(kind):
    data = encoded(picture(), kind, exif=exif(gps=SHANGHAI_GPS, taken="2026:10:01 08:30:00"))
    photo = safe_photo(data, field="photos", zone=SHANGHAI)
    assert (photo.lon, photo.lat) == pytest.approx((121.4737, 31.2304), abs=1e-6)
    assert photo.taken_at == datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
    for written in (photo.jpeg, photo.thumbnail):
        assert not opened(written).getexif()
        assert b"Wang" not in written
        assert b"Exif" not in written


def test_south_and_west_are_negative_and_the_cameras_offset_counts():
    gps = {**SHANGHAI_GPS, 1: "S", 3: "W"}
    data = encoded(picture(), exif=exif(gps=gps, taken="2026:10:01 08:30:00", offset="-04:00"))
    photo = safe_photo(data, field="photos", zone=SHANGHAI)
    assert (photo.lon, photo.lat) == pytest.approx((-121.4737, -31.2304), abs=1e-6)
    assert photo.taken_at == datetime(2026, 10, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gps", "taken"),
    [
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, "0000:00:00 00:00:00"),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (121.0, 0.0, 0.0)}, "yesterday"),
        ({1: "N", 2: (31.0, 0.0, 0.0), 3: "E", 4: (500.0, 0.0, 0.0)}, "2026:13:45 99:00:00"),
        ({1: "N", 2: (31.0, 0.0, 0.0)}, "2026:02:30 10:00:00"),
        ({}, None),
    ],
)
def test_nonsense_in_the_metadata_is_ignored(gps, taken):
    photo = safe_photo(encoded(picture(), exif=exif(gps=gps, taken=taken)), field="photos")
    assert (photo.taken_at, photo.lon, photo.lat) == (None, None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_metadata_does_not_spoil_the_picture():
    data = encoded(picture(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert safe_photo(data, field="photos").width == 64


def test_comments_profiles_and_texts_are_removed():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Wang Wu")
    for data in (
        encoded(picture(), comment=b"<script>alert(1)</script>", icc_profile=b"x" * 200),
        encoded(picture(), "PNG", pnginfo=texts),
    ):
        photo = safe_photo(data, field="photos")
        assert not {"comment", "icc_profile", "Author"} & set(opened(photo.jpeg).info)
        assert b"script" not in photo.jpeg


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_is_flattened(mode):
    image = Image.new(mode, (20, 10))
    assert opened(safe_photo(encoded(image, "PNG"), field="photos").jpeg).mode == "RGB"


def test_transparent_becomes_white_and_print_colours_become_screen_colours():
    clear = safe_photo(encoded(Image.new("RGBA", (20, 10), (0, 0, 0, 0)), "PNG"), field="photos")
    assert min(opened(clear.jpeg).getpixel((5, 5))) > 250
    assert opened(safe_photo(encoded(Image.new("CMYK", (20, 10))), field="photos").jpeg).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_gives_its_first_frame(kind):
    frames = [picture(colour="white"), picture(colour="black")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    photo = safe_photo(data, field="photos")
    assert min(opened(photo.jpeg).getpixel((60, 44))) > 240


ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("run.exe", b"MZ")

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        SVG[21:],
        b"<!doctype html><script>alert(1)</script>",
        ZIP.getvalue(),  # named photo.jpg
        b"%PDF-1.7",
        b"GIF89a" + bytes(50),
        b"BM" + bytes(50),
        b"II*\x00" + bytes(50),
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"",
        b"\xff",
        b"MZ" + bytes(100),
    ],
)
def test_what_is_no_photograph_is_refused_by_its_content(data):
    with pytest.raises(PhotoKindRefused) as caught:
        safe_photo(data, field="photos")
    assert caught.value.field == "photos"
    assert caught.value.status == 422


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_heic_photograph_is_refused_with_what_to_do(brand):
    with pytest.raises(PhotoIsHeic, match="Most Compatible"):
        safe_photo(b"\x00\x00\x00\x18ftyp" + brand + bytes(20), field="photos")


@pytest.mark.parametrize(("width", "height"), [(20_000, 10_000), (2**31 - 1, 2**31 - 1), (10_000, 4_001)])
def test_a_picture_of_200_megapixels_is_refused_before_it_is_decoded(width, height, monkeypatch):
    monkeypatch.setattr(photos, "_shrunk", None)  # decoding would call it
    data = giant_png(width, height)
    assert len(data) < 20_000_000
    with pytest.raises(PhotoHasTooManyPixels) as caught:
        safe_photo(data, field="photos")
    assert caught.value.status == 413


@pytest.mark.parametrize(
    "header",
    [
        b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_382).to_bytes(3, "little") * 2,
        b"VP8L" + struct.pack("<I", 5) + b"\x2f" + (16_382 | 16_382 << 14).to_bytes(4, "little"),
        b"VP8 " + struct.pack("<I", 10) + b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 16_383, 16_383),
    ],
)
def test_a_giant_webp_is_refused_before_its_canvas_is_set_aside(header, monkeypatch):
    monkeypatch.setattr(Image, "open", None)
    data = b"RIFF" + struct.pack("<I", len(header) + 4) + b"WEBP" + header
    with pytest.raises(PhotoHasTooManyPixels):
        safe_photo(data, field="photos")


def test_a_zero_sized_or_cut_off_header_is_unreadable():
    for data in (
        giant_png(0, 10),
        giant_png(10, 10)[:20],
        b"RIFF\x00\x00\x00\x00WEBP",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ):
        with pytest.raises(PhotoUnreadable):
            safe_photo(data, field="photos")


def test_too_many_bytes_are_refused():
    with pytest.raises(PhotoTooLarge) as caught:
        safe_photo(encoded(picture()) + bytes(photos.MOST_BYTES), field="photos")
    assert "20" in caught.value.message()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_photograph_is_refused(kind, part):
    data = encoded(Image.effect_noise((400, 300), 80).convert("RGB"), kind)
    with pytest.raises((PhotoUnreadable, PhotoKindRefused)):
        safe_photo(data[: int(len(data) * part)], field="photos")


def test_flipped_bytes_give_a_photograph_or_a_refusal_and_nothing_else():
    data = bytearray(encoded(picture(), "PNG", exif=exif(gps=SHANGHAI_GPS)))
    for place in range(8, len(data), 3):
        broken = bytes(data[:place]) + bytes([data[place] ^ 0xFF]) + bytes(data[place + 1 :])
        try:
            assert opened(safe_photo(broken, field="photos").jpeg).format == "JPEG"
        except (PhotoUnreadable, PhotoHasTooManyPixels):
            continue


def test_what_hides_behind_a_picture_does_not_survive():
    polyglot = encoded(picture()) + ZIP.getvalue() + SVG
    assert zipfile.is_zipfile(io.BytesIO(polyglot))
    photo = safe_photo(polyglot, field="photos")
    assert not zipfile.is_zipfile(io.BytesIO(photo.jpeg))
    assert b"script" not in photo.jpeg
    assert photo.jpeg.endswith(b"\xff\xd9")


def test_a_jpeg_with_thousands_of_scans_is_not_decoded():
    data = encoded(picture(), progressive=True)
    scan = data.index(b"\xff\xda")
    with pytest.raises(PhotoUnreadable):
        safe_photo(data[:scan] + data[scan:-2] * 300 + data[-2:], field="photos")
