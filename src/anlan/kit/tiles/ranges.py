"""One file in parts: what a PMTiles reader asks for (RFC 9110, section 14: one range of bytes)."""

import os
import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from anlan.kit.tiles.answer import has_already, mark_of

MOST = 4 * 1024 * 1024  # a reader asks for a directory or a tile; nobody needs the whole file in one answer
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def part_of(request: HttpRequest, path: Path) -> HttpResponse:
    """The asked part of `path` as 206, at most `MOST` bytes; 416 where it has none, 400 without a range."""
    try:
        found = path.stat()
    except OSError:
        raise Http404 from None
    mark = mark_of(found.st_mtime_ns, found.st_size).removeprefix("W/")
    headers = {"Accept-Ranges": "bytes", "ETag": mark, "Cache-Control": "public, max-age=3600"}
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None:
        return HttpResponse("Range: bytes=…", status=400, content_type="text/plain", headers=headers)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else found.st_size - 1, found.st_size - 1, first + MOST - 1)
    if first >= found.st_size or last < first:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{found.st_size}"})
    if has_already(request, mark):
        return HttpResponse(status=304, headers=headers)
    with path.open("rb") as file:
        body = os.pread(file.fileno(), last - first + 1, first)
    headers["Content-Range"] = f"bytes {first}-{first + len(body) - 1}/{found.st_size}"
    return HttpResponse(body, status=206, content_type="application/octet-stream", headers=headers)
