"""One row of a file: a request, or why it cannot be one."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

# What can be wrong with a row; the summary counts by these. Kind → what it is called.
KINDS = {
    "missing": _("a needed value is missing"),
    "date": _("a time is not written as the mapping says"),
    "ambiguous": _("a time can be read in two ways"),
    "unknown": _("a value the mapping does not name"),
    "contradiction": _("values contradict each other"),
    "repeated": _("the number stands in the file before"),
    "ragged": _("more or fewer cells than the head"),
    "letters": _("characters that cannot be stored, or were lost when the file was saved"),
    "formula": _("a formula without a value, or an error of the spreadsheet"),
    "long": _("a value is too long"),
    "category": _("a type the published capability does not know"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the file. Times are aware; `street` and `community` are names, empty when the file has none.

    `routed` is the unit its type belongs to, `unit` the one the file names. `point`: "none", "coarse" (whole degrees
    only) or "fine". `outcome` is None exactly when `closed` is. `words`: what was written, its type where nothing was.
    """

    line: int
    request: str
    type: str
    channel: str
    created: datetime
    due: datetime | None
    closed: datetime | None
    outcome: str | None
    status: str
    routed: str
    unit: str
    street: str
    community: str
    address: str
    point: str
    words: str

    @property
    def late(self) -> bool:
        """Whether it was closed after its due time, by the file's own columns."""
        return self.closed is not None and self.due is not None and self.closed > self.due


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a row: the column (empty: the row as a whole), its kind (see `KINDS`), and the reason."""

    column: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, and why."""

    line: int
    reason: str
    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, line: int, faults: list[Fault]) -> "Refused":
        """With every fault in its reason."""
        return cls(line, "; ".join(fault.reason for fault in faults), tuple(faults))
