"""Asking the API in tests, and valid bodies for everything it takes."""

import io
import json
from typing import Any

from PIL import Image
from tests.fixtures.gallery import Gallery

from anlan.cases.tests.verbs.moves import MOVES

KEY = "a-key-of-my-own"
WORDS = "小区门口消防通道被车辆占用"


def post(client: Any, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
    """POST JSON; `key` is the Idempotency-Key."""
    if key:
        headers["Idempotency-Key"] = key
    sent = (
        body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {}, default=str)
    )
    return client.post(f"/api/{path}", sent, content_type="application/json", headers=headers)


def report_body(gallery: Gallery, **changed: Any) -> dict[str, Any]:
    """A report a resident could send; `...` leaves a key out."""
    body = {
        "capability": "hotline",
        "category": "parking",
        "words": WORDS,
        "place": gallery.town.grid,
    } | changed
    return {name: value for name, value in body.items() if value is not ...}


def picture(size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> io.BytesIO:
    """A small photograph as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, "#88aaa8").save(file, kind)
    file.seek(0)
    file.name = "photo.jpg"
    return file


def upload(client: Any, file: Any = None) -> Any:
    """POST a photograph."""
    return client.post("/api/photos", {"file": file or picture()})


def body_for(gallery: Gallery, verb: str, handle: str = "") -> dict[str, Any]:
    """A body with which `verb` can be done."""
    given = MOVES[verb].given(gallery)
    return given | ({"photos": [handle]} if "photos" in given else {})
