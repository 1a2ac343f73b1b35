"""附件: photographs from before, during or after the work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import AttachmentsTooMany, NotYourStage, PhotosMissing
from anlan.cases.hold import Standing, append, hold
from anlan.cases.models import Case
from anlan.cases.photographs import MOST_ATTACHMENTS, StoredPhoto, keep_photographs
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Attached:
    """SHA-256 of each re-encoded photograph."""

    stage: str
    sha256: tuple[str, ...]


ATTACHED = FactKind("cases.attach", Attached)


@transaction.atomic
def attach(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    photos: tuple[StoredPhoto, ...],
    stage: Literal["report", "before", "after"] = "before",
) -> Case:
    """Attach photographs that `store_photo` made safe; whoever only reported the case adds to the report.

    Raises `PhotosMissing`, `NotYourStage`, `AttachmentsTooMany`.
    """
    held = hold("attach", by=by, case=case, version=version)
    if not photos:
        raise PhotosMissing(field="photos")
    if stage != "report" and Standing.of(held, by).only_takes_part(by):
        raise NotYourStage(field="stage")
    if held.attachments.count() + len(photos) > MOST_ATTACHMENTS:
        raise AttachmentsTooMany(field="photos", most=MOST_ATTACHMENTS)
    keep_photographs(held, photos, stage=stage, by=by.ref, at=at)
    append(ATTACHED, held, by=by, at=at, payload=Attached(stage, tuple(photo.sha256 for photo in photos)))
    return held
