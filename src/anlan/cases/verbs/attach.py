"""附件: photographs from before, during or after the work, and documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import DocumentsNotYours, NotYourStage, PhotosMissing
from anlan.cases.files.photographs import (
    StoredDocument,
    StoredPhoto,
    keep_documents,
    keep_photographs,
    require_room,
)
from anlan.cases.hold import Standing, append, hold
from anlan.cases.models import Case
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Attached:
    """SHA-256 of each re-encoded photograph, and of each document."""

    stage: str
    sha256: tuple[str, ...]
    documents: tuple[str, ...] = ()


ATTACHED = FactKind("cases.attach", Attached)


@transaction.atomic
def attach(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    photos: tuple[StoredPhoto, ...] = (),
    stage: Literal["report", "before", "after"] = "before",
    documents: tuple[StoredDocument, ...] = (),
) -> Case:
    """Attach what `store_photo` and `store_files` made safe; whoever only reported the case adds photographs to
    the report, and nothing else.

    Raises `PhotosMissing`, `NotYourStage`, `DocumentsNotYours`, `AttachmentsTooMany`.
    """
    held = hold("attach", by=by, case=case, version=version)
    if not photos and not documents:
        raise PhotosMissing(field="photos")
    if (stage != "report" or documents) and Standing.of(held, by).only_takes_part(by):
        raise DocumentsNotYours(field="photos") if documents else NotYourStage(field="stage")
    require_room(held, len(photos) + len(documents))
    keep_photographs(held, photos, stage=stage, by=by.ref, at=at)
    keep_documents(held, documents, stage=stage, by=by.ref, at=at)
    payload = Attached(
        stage, tuple(photo.sha256 for photo in photos), tuple(document.sha256 for document in documents)
    )
    append(ATTACHED, held, by=by, at=at, payload=payload)
    return held
