"""Who it was, in the words of a reason."""

from django.utils.translation import gettext as _

from anlan.access.public import name_of
from anlan.cases.models import Case


def who_moved(case: Case) -> str:
    """Who changed a case last; nobody's name for a resident without an account."""
    return named(case.changed_by)


def named(ref: str) -> str:
    """The name behind an actor's ref."""
    return name_of(ref) or _("somebody else")
