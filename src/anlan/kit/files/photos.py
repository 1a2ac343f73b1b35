"""A photograph from outside becomes one of ours: decoded with limits, turned upright, made smaller, written anew.

Writing it anew is what makes it safe: whatever was hidden behind, before or within the picture (another file, a script,
where it was taken) does not survive. Place and time from its EXIF are handed over as fields that people can see.
"""

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from math import isfinite
from threading import BoundedSemaphore

from django.utils import timezone
from PIL import Image, ImageFile

from anlan.kit.files.errors import (
    PhotoHasTooManyPixels,
    PhotoIsHeic,
    PhotoKindRefused,
    PhotoTooLarge,
    PhotoUnreadable,
)

MOST_TOGETHER = 6  # with one report, or one step of the work
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 480
_MOST_SCANS = 200  # a progressive JPEG with thousands of scans decodes for minutes
_FORMATS = ("JPEG", "PNG", "WEBP")

# Pillow's own guard stands behind ours. It is a module setting, so it holds for everything in this process.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# A picture of 40 megapixels takes some 300 MB while it is decoded: never more than two at a time.
_decoders = BoundedSemaphore(2)

_HEIF = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_ORIENTATION, _EXIF, _GPS = 0x0112, 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A safe photograph: JPEG without metadata, its pixels, and what its EXIF said (WGS 84 degrees; aware time)."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header (RFC 9649): Pillow's WebP reader sets its canvas aside before we could look."""
    kind, body = data[12:16], data[20:]
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _check_kind(data: bytes, *, field: str) -> None:
    if len(data) > MOST_BYTES:
        raise PhotoTooLarge(field=field, size=round(len(data) / 2**20, 1), limit=MOST_BYTES // 2**20)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise PhotoIsHeic(field=field)
    jpeg, png = data.startswith(b"\xff\xd8\xff"), data.startswith(b"\x89PNG\r\n\x1a\n")
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if not (jpeg or png or webp):
        raise PhotoKindRefused(field=field)
    if webp:
        _check_pixels(_webp_size(data), field=field)
    if jpeg and data.count(b"\xff\xda") > _MOST_SCANS:
        raise PhotoUnreadable(field=field)


def _check_pixels(size: tuple[int, int], *, field: str) -> None:
    pixels = size[0] * size[1]
    if pixels > MOST_PIXELS:
        millions = round(pixels / 1_000_000)
        raise PhotoHasTooManyPixels(field=field, pixels=millions, limit=MOST_PIXELS // 1_000_000)


def _degrees(parts: object, reference: object, negative: str) -> float | None:
    """Degrees, minutes and seconds of arc as degrees; None for what is no angle."""
    try:
        degree, minute, second = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    angle = degree + minute / 60 + second / 3600
    if not isfinite(angle):
        return None
    return -angle if str(reference).strip("\x00 ").upper() == negative else angle


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    """Longitude and latitude; nought-nought is what cameras write that do not know."""
    gps = exif.get_ifd(_GPS)
    lat, lon = _degrees(gps.get(2), gps.get(1), "S"), _degrees(gps.get(4), gps.get(3), "W")
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return round(lon, 7), round(lat, 7)


def _taken(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    """When it was taken, in UTC: by its own offset if it has one, else in the district's zone."""
    details = exif.get_ifd(_EXIF)
    said, offset = str(details.get(_TAKEN, "")), str(details.get(_OFFSET, ""))
    try:
        if offset.strip("\x00 "):
            return datetime.strptime(
                f"{said} {offset}".replace("\x00", ""), "%Y:%m:%d %H:%M:%S %z"
            ).astimezone(UTC)
        return (
            datetime.strptime(said.strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone).astimezone(UTC)
        )
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the metadata says. Broken metadata says nothing; the picture may still be good."""

    turned: int = 1
    place: tuple[float, float] | None = None
    taken: datetime | None = None

    @classmethod
    def of(cls, image: Image.Image, zone: tzinfo) -> "_Said":
        try:
            exif = image.getexif()
            turned = exif.get(_ORIENTATION, 1)
            return cls(turned if isinstance(turned, int) else 1, _place(exif), _taken(exif, zone))
        except Exception:  # EXIF is written by anybody; its parser raises whatever it meets
            return cls()


def _shrunk(image: Image.Image) -> Image.Image:
    """Plain RGB of at most `LONGEST_SIDE`, what is transparent on white. Smaller first: a copy in full size
    is 160 MB.
    """
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        image = image.point(lambda level: level / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if mode == "RGB":
        return plain
    white = Image.new("RGB", plain.size, "white")
    white.paste(plain, mask=plain.getchannel("A"))
    return white


def _written(image: Image.Image, quality: int) -> bytes:
    image.info = {}  # Pillow would copy a JPEG's comment from here
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _decoded(data: bytes, *, field: str, zone: tzinfo) -> tuple[Image.Image, _Said]:
    # A library elsewhere in the process may have switched this on for everybody (WeasyPrint does).
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        _check_pixels(image.size, field=field)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG only: decode no larger than needed
        said = _Said.of(image, zone)
        image.load()
        picture = _shrunk(image)
    if said.turned in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[said.turned])
    return picture, said


def safe_photo(data: bytes, *, field: str, zone: tzinfo | None = None) -> Photo:
    """`data` as a safe photograph: upright, at most 2560 pixels a side, without metadata; with a thumbnail of 480.

    The kind is read from the content and never from a name: JPEG, PNG and WebP; the first frame of an animation. `zone`
    is where the camera's clock is taken to stand when it says no offset (the server's zone by default).

    Raises `PhotoTooLarge` (20 MB), `PhotoHasTooManyPixels` (40 million, before decoding), `PhotoIsHeic`,
    `PhotoKindRefused`, `PhotoUnreadable`.
    """
    try:
        _check_kind(data, field=field)
        with _decoders:
            picture, said = _decoded(data, field=field, zone=zone or timezone.get_default_timezone())
            jpeg = _written(picture, 85)
            small = picture.copy()
            small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
            thumbnail = _written(small, 75)
    except (PhotoTooLarge, PhotoHasTooManyPixels, PhotoKindRefused, PhotoUnreadable):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        limit = MOST_PIXELS // 1_000_000
        raise PhotoHasTooManyPixels(field=field, pixels=f">{limit}", limit=limit) from None
    except Exception as error:  # decoders of hostile files raise anything: OSError, SyntaxError, struct.error
        raise PhotoUnreadable(field=field) from error
    lon, lat = said.place or (None, None)
    return Photo(
        jpeg=jpeg,
        thumbnail=thumbnail,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(jpeg).hexdigest(),
        taken_at=said.taken,
        lon=lon,
        lat=lat,
    )
