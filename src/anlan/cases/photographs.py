"""Photographs of a case: made safe and stored before the verb, tied to the case inside it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from anlan.cases.models import Attachment, Case
from anlan.kit.files.photos import safe_photo
from anlan.kit.files.store import FolderStore

MOST_ATTACHMENTS = 40


@dataclass(frozen=True)
class StoredPhoto:
    """A re-encoded photograph in the store, without metadata; what its EXIF said stands in visible fields."""

    sha256: str
    thumbnail: str
    width: int
    height: int
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def store() -> FolderStore:
    """Where this installation keeps files."""
    return FolderStore(settings.MEDIA_ROOT)


def store_photo(data: bytes, *, field: str = "photos") -> StoredPhoto:
    """Make `data` safe and keep it; an unused one is swept later. Raises what `safe_photo` raises."""
    photo = safe_photo(data, field=field)
    files = store()
    return StoredPhoto(
        sha256=files.put(photo.jpeg),
        thumbnail=files.put(photo.thumbnail),
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at,
        lon=photo.lon,
        lat=photo.lat,
    )


def keep_photographs(
    case: Case, photos: tuple[StoredPhoto, ...], *, stage: str, by: str, at: datetime
) -> None:
    """Tie stored photographs to `case`."""
    Attachment.objects.bulk_create(
        Attachment(
            case=case,
            sha256=photo.sha256,
            thumbnail=photo.thumbnail,
            stage=stage,
            width=photo.width,
            height=photo.height,
            taken_at=photo.taken_at,
            added_at=at,
            added_by=by,
        )
        for photo in photos
    )
