"""撤回导入: a case that an import made goes again, as if it had never come; its facts stay, and one more says so.

No move of a desk and not among `VERBS`: the ledger calls it when a whole import is undone.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.cases.models import Case, Intake
from anlan.cases.models.files import Attachment
from anlan.ledger.public import Fact, FactKind, record


@dataclass(frozen=True)
class TakenBack:
    """The fact that is compensated."""

    report: UUID


TAKEN_BACK = FactKind("cases.take_back", TakenBack)


@transaction.atomic
def take_back(fact: Fact, by: str, at: datetime) -> None:
    """Delete the case that `fact` (its report) opened, with its words, clocks and parts; its number in the source is
    free again. Whoever undoes the import has made sure that nobody worked on it since.
    """
    case = Case.objects.select_for_update().filter(pk=fact.subject).first()
    if case is None:
        return
    Intake.objects.filter(case=case.pk).delete()
    Attachment.objects.filter(case=case).delete()
    place, capability = case.place_scope, case.capability
    case.delete()
    payload = TakenBack(fact.id)
    record(
        TAKEN_BACK, subject=fact.subject, by=by, at=at, payload=payload, capability=capability, place=place
    )
