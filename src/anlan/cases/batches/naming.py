"""Who it was, in the words of a reason."""

from django.utils.translation import gettext as _

from anlan.access.public import Actor, name_of
from anlan.cases.hold import Standing
from anlan.cases.models import Case


def who_moved(case: Case, reader: Actor) -> str:
    """Who changed a case last; nobody's name for a resident without an account."""
    return named(case.changed_by, case, reader)


def named(ref: str, case: Case, reader: Actor) -> str:
    """The name behind an actor's ref, for who may still read the case they worked on."""
    seen = Standing.of(case, reader).may(reader, "cases.read")
    return (name_of(ref) if seen else "") or _("somebody else")
