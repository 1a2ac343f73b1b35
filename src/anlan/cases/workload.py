"""What waits at which unit, and what needs somebody above it: counted over open cases, each number with its filters."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from anlan.access.public import Actor
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.models import Request
from anlan.cases.queries import visible

MOST_UNITS = 300


@dataclass(frozen=True)
class Load:
    """One unit's open cases. `unit` None: cases nobody owns yet."""

    unit: UUID | None
    open: int
    late: int
    unanswered: int
    objected: int
    more_time: int
    reopened: int
    to_check: int
    supervised: int


def _asked(kind: str) -> Exists:
    return Exists(Request.objects.filter(case=OuterRef("pk"), kind=kind, decided_at=None))


def workload(actor: Actor) -> list[Load]:
    """One row a lead unit within what `actor` may search, the latest first; at most `MOST_UNITS` rows, one query."""
    rows = (
        visible(actor, "cases.search")
        .filter(state__in=sorted(OPEN))
        .order_by()
        .annotate(objection=_asked("objection"), extension=_asked("extension"))
        .values("lead_unit")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(late=True)),
            unanswered=Count("pk", filter=Q(state=State.DISPATCHED)),
            objected=Count("pk", filter=Q(objection=True)),
            more_time=Count("pk", filter=Q(extension=True)),
            again=Count("pk", filter=Q(reopened__gt=0)),
            to_check=Count("pk", filter=Q(state=State.HANDLED)),
            watched=Count("pk", filter=Q(supervised=True)),
        )
        .order_by("-overdue", "-open")[:MOST_UNITS]
    )
    return [
        Load(
            row["lead_unit"], row["open"], row["overdue"], row["unanswered"], row["objected"], row["more_time"],
            row["again"], row["to_check"], row["watched"],
        )
        for row in rows
    ]  # fmt: skip
