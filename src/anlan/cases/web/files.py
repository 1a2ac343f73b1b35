"""The files of a case on its page: photographs and documents, each with where it stands with the virus scanner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from anlan.cases.models.files import Attachment
from anlan.cases.models.scans import CLEAN, REFUSED, is_set_up, may_be_handed_out

SHOWN = 12


@dataclass(frozen=True)
class FileLine:
    """One file. `open`: it may be looked at now; `state` and `tone` say what the scanner says."""

    id: UUID
    name: str
    size: str
    added_at: datetime
    open: bool
    state: str
    tone: str


@dataclass(frozen=True)
class Files:
    """`photos` to show, `more` of them behind a fold, `held` photographs not handed out now, `documents`."""

    photos: list[FileLine]
    more: list[FileLine]
    held: list[FileLine]
    documents: list[FileLine]

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.photos or self.held or self.documents)


def _state(row: Attachment) -> tuple[str, str]:
    if row.scan == REFUSED:
        return _("refused by the virus scanner: {what}").format(what=row.finding), "bad"
    if row.scan == CLEAN:
        return _("scanned, nothing found"), "good"
    if is_set_up():
        tried = (_("waiting: the virus scanner could not look at it"), "wait")
        return tried if row.scan_tries else (_("waiting for the virus scanner"), "wait")
    return _("not scanned"), "quiet"


def _size(count: int | None) -> str:
    if not count:
        return ""
    if count < 1024 * 1024:
        return _("{size} KB").format(size=number_format(max(1, count // 1024)))
    return _("{size} MB").format(size=number_format(round(count / 1024 / 1024, 1)))


def _line(row: Attachment) -> FileLine:
    state, tone = _state(row)
    return FileLine(row.id, row.name, _size(row.size), row.added_at, may_be_handed_out(row.scan), state, tone)


def files_of(rows: Sequence[Attachment]) -> Files:
    """The rows as the page shows them."""
    photos = [_line(row) for row in rows if row.kind == "photo"]
    shown = [one for one in photos if one.open]
    return Files(
        shown[:SHOWN],
        shown[SHOWN:],
        [one for one in photos if not one.open],
        [_line(row) for row in rows if row.kind != "photo"],
    )
