"""Files of a case, photographs above all: made safe and stored before the verb, tied to the case inside it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.exceptions import AlreadyEnqueued

from anlan.cases.errors import AttachmentsTooMany, PhotographMissing
from anlan.cases.models import Case
from anlan.cases.models.files import Attachment
from anlan.cases.models.scans import REFUSED, WAITING, first_state
from anlan.cases.scheme.shapes import Stage
from anlan.kit.files.allowance import charged
from anlan.kit.files.documents import Document, is_pdf, safe_document
from anlan.kit.files.names import Names
from anlan.kit.files.photos import Photo, safe_photo
from anlan.kit.files.store import FolderStore, Swept
from anlan.kit.jobs import defer
from anlan.kit.texts import Text
from anlan.ledger.public import history

MOST_ATTACHMENTS = 40
HANDLES_LAST = timedelta(days=1)  # how long a photograph that was sent can be tied to a case
# Twice that: a handle used in its last second was checked before, and its case committed long before the sweep.
KEPT_UNUSED = 2 * HANDLES_LAST
_SHOWS = {
    "before": Text(zh="整改前", en="of the place before the work"),
    "after": Text(zh="整改后", en="of the place after the work"),
    "recheck": Text(zh="核查现场（由核查人拍摄）", en="of your own, from the place"),
}
_BEFORE = ("report", "before")  # what the finder sent shows the place before the work
_AGAIN = frozenset({"cases.send_back", "cases.reopen"})


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


@dataclass(frozen=True)
class StoredDocument:
    """A PDF in the store, as it was sent."""

    sha256: str
    name: str
    size: int


def store() -> FolderStore:
    """Where this installation keeps files."""
    return FolderStore(settings.MEDIA_ROOT)


def store_photo(data: bytes, *, payer: str, field: str = "photos") -> StoredPhoto:
    """Make `data` safe and keep it; an unused one is swept later. Raises what `safe_photo` raises, `StoredTooMuch`."""
    photo = safe_photo(data, field=field)
    with charged(payer, _bytes(photo), field=field):
        return _put_photo(photo)


def store_files(
    files: Iterable[tuple[str, bytes]], *, payer: str, field: str = "photos"
) -> tuple[tuple[StoredPhoto, ...], tuple[StoredDocument, ...]]:
    """Make photographs and PDFs, given as name and bytes, safe, and only then keep them all.

    Unused ones are swept later. What is a PDF is told by its first bytes.
    Raises what `safe_photo` and `safe_document` raise, `StoredTooMuch`.
    """
    photos, documents = [], []
    for name, data in files:
        if is_pdf(data):
            documents.append(safe_document(data, name, field=field))
        else:
            photos.append(safe_photo(data, field=field))
    with charged(payer, sum(map(_bytes, photos)) + sum(len(one.data) for one in documents), field=field):
        return tuple(map(_put_photo, photos)), tuple(map(_put_document, documents))


def _bytes(photo: Photo) -> int:
    return len(photo.jpeg) + len(photo.thumbnail)


def _put_photo(photo: Photo) -> StoredPhoto:
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


def _put_document(document: Document) -> StoredDocument:
    return StoredDocument(store().put(document.data), document.name, len(document.data))


def require_room(case: Case, more: int, *, field: str = "photos") -> None:
    """Raise `AttachmentsTooMany` when `case` cannot take `more` files."""
    if case.attachments.count() + more > MOST_ATTACHMENTS:
        raise AttachmentsTooMany(field=field, most=MOST_ATTACHMENTS)


def keep_documents(
    case: Case, documents: tuple[StoredDocument, ...], *, stage: str, by: str, at: datetime
) -> None:
    """Tie stored documents to `case`; a scanner, where there is one, looks at them next."""
    Attachment.objects.bulk_create(
        Attachment(
            case=case,
            kind="pdf",
            name=document.name,
            sha256=document.sha256,
            thumbnail="",
            stage=stage,
            width=0,
            height=0,
            size=document.size,
            added_at=at,
            added_by=by,
            scan=first_state(),
        )
        for document in documents
    )
    _have_scanned(documents)


def _have_scanned(files: tuple[object, ...]) -> None:
    if files and first_state() == WAITING:
        # After the commit: one who waits here for another's job while both hold their cases could wait for ever.
        transaction.on_commit(_ask_scanner, robust=True)


def _ask_scanner() -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        defer("cases.scan_files")


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
            scan=first_state(),
        )
        for photo in photos
    )
    _have_scanned(photos)


def sweep_photographs() -> Swept:
    """Remove stored files that no case refers to and that nobody can tie to one any more, and what was refused."""
    with transaction.atomic():  # one moment for all names, read as a stream
        kept = Attachment.objects.exclude(scan=REFUSED).values_list("sha256", "thumbnail")
        used = Names(name for row in kept.iterator(chunk_size=5000) for name in row if name)
    return store().sweep(used, grace=KEPT_UNUSED)


def _since(case: UUID, kinds: frozenset[str]) -> datetime | None:
    """When one of `kinds` happened last."""
    return max((fact.at for fact in history(case) if fact.kind in kinds), default=None)


def _photographs(case: Case) -> QuerySet[Attachment]:
    """A document proves nothing of the place, and neither does a file that was refused."""
    return case.attachments.filter(kind="photo").exclude(scan=REFUSED)


def require_photographs(case: Case, stages: tuple[Stage, ...]) -> None:
    """Raise `PhotographMissing` when the case has none of a stage; work that was sent back needs a new one after it."""
    for stage in stages:
        shown = _photographs(case).filter(stage__in=_BEFORE if stage == "before" else ("after",))
        again = _since(case.id, _AGAIN) if stage == "after" else None
        if not (shown.filter(added_at__gte=again) if again else shown).exists():
            raise PhotographMissing(field="photos", stage=str(_SHOWS[stage]))


def require_own_photograph(case: Case, *, by: str) -> None:
    """Raise `PhotographMissing` when `by` attached none since the work was finished."""
    finished = _since(case.id, frozenset({"cases.finish"}))
    own = _photographs(case).filter(added_by=by)
    if not (own.filter(added_at__gte=finished) if finished else own).exists():
        raise PhotographMissing(field="photos", stage=str(_SHOWS["recheck"]))
