"""Handles for “me too”: what a page or an answer shows of a case, so that only who was shown it can join it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from anlan.cases.errors import CaseNotFound
from anlan.cases.joiners import joined
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import TONES, category_of
from anlan.places.public import is_holding, names_of

_SALT = "cases.join"
_DAY = 24 * 3600


@dataclass(frozen=True)
class SameMatter:
    """An open case as a passer-by may know it: kind, street, age, state, how many more see it; no number, no words."""

    handle: str
    category: str
    place: str
    state: str
    tone: str
    plain: State
    reported_at: datetime
    joined: int
    metres: float | None = None


def handle_of(case: UUID) -> str:
    """Good for a day, and only this installation can make it: numbers in a row would let anybody count up."""
    return signing.dumps(str(case), salt=_SALT)


def behind(handle: str) -> UUID:
    """The case behind a handle. Raises `CaseNotFound` for a forged or old one."""
    try:
        return UUID(signing.loads(handle, salt=_SALT, max_age=_DAY))
    except (signing.BadSignature, ValueError):
        raise CaseNotFound from None


def same_matter(case: UUID, metres: float | None = None) -> SameMatter:
    """What may be told of an open case; after a merge, of the one it went into. Raises `CaseNotFound`."""
    found = Case.objects.filter(pk=case).select_related("merged_into").first()
    found = found.merged_into or found if found else None
    if found is None:
        raise CaseNotFound
    return SameMatter(
        handle_of(found.pk),
        category_of(found),
        _street(found.place_scope),
        str(STATES[State(found.state)]),
        TONES[found.state],
        State(found.state),
        found.reported_at,
        joined(found.pk),
        metres,
    )


def _street(place: int) -> str:
    """The street a place lies in: nobody learns the door."""
    street = place - place % 10**6
    known = names_of([street])
    return _("elsewhere") if is_holding(place) or street not in known else known[street]
