"""What `anlan why` needs to know of a case: where it lies, who works on it, who reported it; none of its words."""

from uuid import UUID

from anlan.access.public import SubjectFound
from anlan.cases.hold import reporter_ref
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case


def subject_found(number: str) -> SubjectFound | None:
    """The case with this number, whoever asks: the command runs on the server itself. None when there is none."""
    case = Case.objects.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    if case is None:
        return None
    units = case.assignments.exclude(state=Work.WITHDRAWN).values_list("unit", flat=True)
    named = {case.reporter, reporter_ref(bytes(case.token_hash))}
    return SubjectFound(number, case.place_scope, case.capability, frozenset(units), frozenset(named))


def subject_of(number: str) -> UUID | None:
    """The id under which the ledger knows the case with this number, for who may read the ledger; None for none."""
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    return Case.objects.filter(number=int(number)).values_list("pk", flat=True).first()
