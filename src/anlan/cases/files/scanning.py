"""Whether a file of a case may be handed out: looked at by the district's virus scanner, where it has one."""

from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from anlan.access.public import service
from anlan.cases.files.photographs import store
from anlan.cases.files.verbs.refuse_file import refuse_file
from anlan.cases.models.files import Attachment
from anlan.cases.models.scans import CLEAN, LOOKED_FOR
from anlan.kit.db import try_lock
from anlan.kit.files.errors import FileDamaged, FileMissing, ScannerAway
from anlan.kit.files.scanning import Clamd, scanner_at

_log = structlog.get_logger(__name__)
AT_ONCE = 50  # files a run; the next run takes up the rest
_MOST_TRIES = 30_000  # of the 32,767 of a small integer


def scan_waiting(at: datetime, *, most: int = AT_ONCE) -> int:
    """Have the files that wait looked at, the newest first; returns how many got a verdict.

    Safe in several processes at once: a verdict counts once. Nothing happens without a scanner; where it is away,
    everything keeps waiting.
    """
    scanner = scanner_at(settings.ANLAN_CLAMD)
    if scanner is None:
        return 0
    done = 0
    rows = Attachment.objects.filter(scan__in=LOOKED_FOR).order_by("scan_tries", "-added_at")
    for id, sha256 in list(rows.values_list("id", "sha256")[:most]):
        try:
            done += _scan(scanner, id, sha256, at)
        except ScannerAway as away:
            _log.warning("scanner_away", reason=away.params["why"])
            if not _answers(scanner):
                break
            # It is there, but not for this file: the others go first from now on.
            _tried(id)
    return done


@transaction.atomic
def _scan(scanner: Clamd, id: UUID, sha256: str, at: datetime) -> int:
    rows = Attachment.objects.filter(pk=id, scan__in=LOOKED_FOR)
    under_way_elsewhere = not try_lock(f"scan:{id}")
    if under_way_elsewhere or not rows.exists():
        return 0
    try:
        verdict = scanner.scan(store().read(sha256))
    except (FileMissing, FileDamaged) as lost:
        _log.error("scan_impossible", attachment=str(id), reason=lost.code())
        _tried(id)
        return 0
    if verdict.clean:
        return rows.update(scan=CLEAN, scanned_at=at)
    return refuse_file(by=service("scanner"), at=at, attachment=id, signature=verdict.signature)


def _answers(scanner: Clamd) -> bool:
    try:
        return bool(scanner.version())
    except ScannerAway:
        return False


def _tried(id: UUID) -> None:
    """It goes behind the others from now on; counted no further than its column can hold."""
    row = Attachment.objects.filter(pk=id).only("scan_tries").first()
    if row is not None and row.scan_tries < _MOST_TRIES:
        row.scan_tries += 1
        row.save(update_fields=["scan_tries"])


def count_waiting() -> int:
    """How many files no scanner has looked at yet, counted to a thousand."""
    return Attachment.objects.filter(scan__in=LOOKED_FOR)[:1001].count()
