"""拦截: the virus scanner found something in a file. It is never handed out again, and the case says so.

Its bytes go with the next nightly sweep: the same bytes may hang elsewhere and wait for their own verdict.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import CaseNotFound
from anlan.cases.hold import Standing
from anlan.cases.models.files import Attachment
from anlan.cases.models.scans import LOOKED_FOR, REFUSED
from anlan.ledger.public import FactKind, record


@dataclass(frozen=True)
class FileRefused:
    """Which file, and what the scanner calls what it found."""

    attachment: UUID
    signature: str


FILE_REFUSED = FactKind("cases.refuse_file", FileRefused)


@transaction.atomic
def refuse_file(*, by: Actor, at: datetime, attachment: UUID, signature: str) -> bool:
    """Refuse a file that waited for its verdict; False when it has one. Raises `CaseNotFound`, `NotPermitted`.

    The case itself stays as it is: its version is that of people's work, and nobody's form must grow stale by a scan.
    """
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.filter(pk=attachment).first()
    if row is None:
        raise CaseNotFound
    case = row.case
    Standing.of(case, by).require(by, "cases.refuse_file")
    if row.scan not in LOOKED_FOR:
        return False
    row.scan, row.scanned_at, row.finding = REFUSED, at, signature
    row.save(update_fields=["scan", "scanned_at", "finding"])
    record(
        FILE_REFUSED,
        subject=case.id,
        by=by.ref,
        at=at,
        payload=FileRefused(row.id, signature),
        capability=case.capability,
        place=case.place_scope,
    )
    return True
