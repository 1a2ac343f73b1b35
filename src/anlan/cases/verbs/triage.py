"""分流 first half: somebody says what kind of matter it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import CategoryUnknown
from anlan.cases.hold import append, hold, said, section_of
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened, retime
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Triaged:
    """The category before and after."""

    category: str
    before: str


TRIAGED = FactKind("cases.triage", Triaged)


@transaction.atomic
def triage(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, category: str, words: str = ""
) -> Case:
    """Set the category. The case is routed anew afterwards. Raises `CategoryUnknown`."""
    held = hold("triage", by=by, case=case, version=version)
    section = section_of(held)
    if section.category(category) is None:
        raise CategoryUnknown(
            field="category", category=category, known=", ".join(known.code for known in section.categories)
        )
    before, held.category = held.category, category
    held.lead_unit, held.lead_role, held.supporting_roles = None, "", []
    retime(held, at=at)
    happened(held, "triaged", at=at)
    append(
        TRIAGED,
        held,
        by=by,
        at=at,
        payload=Triaged(category, before),
        state=State.REPORTED,
        words=said(words),
    )
    return held
