"""A tile as an HTTP answer: its mark, how long it may be kept and by whom, packed, or "you have it already"."""

import gzip
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

TYPE = "application/vnd.mapbox-vector-tile"
_WORTH_PACKING = 400  # bytes
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=60"
_FOR_ONE = "private, no-cache"


def mark_of(*parts: object) -> str:
    """A weak ETag: the same tile may go packed or plain."""
    told = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
    return f'W/"{told}"'


def has_already(request: HttpRequest, mark: str) -> bool:
    """Whether the browser says it holds exactly this."""
    return mark in parse_etags(request.headers.get("If-None-Match", ""))


def for_everybody(request: HttpRequest, mark: str, version: str) -> dict[str, str]:
    """Headers of a layer that is the same for all; an address that names its version never has to be asked again."""
    return {"ETag": mark, "Cache-Control": _FOR_EVER if request.GET.get("v") == version else _FOR_A_WHILE}


def for_one(mark: str) -> dict[str, str]:
    """Headers of what one account sees: kept by nobody else, asked again every time."""
    return {"ETag": mark, "Cache-Control": _FOR_ONE}


def answer(
    request: HttpRequest, body: bytes, headers: dict[str, str], *, packed: bytes | None
) -> HttpResponse:
    """The tile; 304 for whoever holds it. `packed` is the gzip of `body` where it is at hand."""
    if has_already(request, headers["ETag"]):
        return not_modified(headers)
    zips = "gzip" in request.headers.get("Accept-Encoding", "") and len(body) > _WORTH_PACKING
    sent = (packed or pack(body)) if zips else body
    found = HttpResponse(sent, content_type=TYPE, headers=headers)
    if zips:
        found.headers["Content-Encoding"] = "gzip"
    return _varied(found, headers)


def not_modified(headers: dict[str, str]) -> HttpResponse:
    """304 with the headers a 200 would have (RFC 9110, 15.4.5)."""
    found = HttpResponseNotModified()
    for name, value in headers.items():
        found.headers[name] = value
    return _varied(found, headers)


def pack(body: bytes) -> bytes:
    """gzip, without a time, so that the same tile is the same bytes."""
    return gzip.compress(body, compresslevel=5, mtime=0)


def _varied(found: HttpResponse, headers: dict[str, str]) -> HttpResponse:
    who = ["Cookie"] if headers["Cache-Control"] == _FOR_ONE else []
    patch_vary_headers(found, ["Accept-Encoding", *who])
    return found
