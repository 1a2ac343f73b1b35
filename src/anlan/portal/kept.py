"""Photographs between the form and the check page: stored already, carried by a signed reference."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import QueryDict

from anlan.cases.public import StoredPhoto
from anlan.kit.files.photos import MOST_TOGETHER

_SALT = "portal.photo"
_DAY = 24 * 3600


def sign(photo: StoredPhoto) -> str:
    """A reference only this installation can make; good for a day."""
    row = asdict(photo)
    row["taken_at"] = photo.taken_at.isoformat() if photo.taken_at else None
    return signing.dumps(row, salt=_SALT, compress=True)


def read(reference: str) -> StoredPhoto | None:
    """The photograph behind a reference; None when it is forged or older than a day."""
    try:
        row: dict[str, Any] = signing.loads(reference, salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        return None
    taken = row.pop("taken_at")
    return StoredPhoto(**row, taken_at=datetime.fromisoformat(taken) if taken else None)


def kept_in(data: QueryDict) -> list[tuple[str, StoredPhoto]]:
    """The references a form carries, with their photographs, without those the reporter took out again."""
    dropped = set(data.getlist("drop"))
    found = [(reference, read(reference)) for reference in data.getlist("kept") if reference not in dropped]
    return [(reference, photo) for reference, photo in found if photo is not None][:MOST_TOGETHER]
