"""The people behind a case: concealed for whoever may read the case, shown for a purpose to whoever may see them."""

from datetime import datetime
from uuid import UUID

from anlan.access.public import Actor, Known, Look, concealed_people, reveal_person, seen_by
from anlan.cases.hold import Standing
from anlan.cases.models import Case


def concealed(case: Case, *, by: Actor) -> list[Known]:
    """王**, 138****1234: what anybody sees who may read the case."""
    standing = Standing.of(case, by)
    return concealed_people(
        subject=case.id,
        place=standing.place,
        by=by,
        capability=standing.capability,
        units=standing.units,
        participant=standing.participant,
    )


def contact_of(case: Case, *, by: Actor, at: datetime, purpose: str) -> list[Known]:
    """The contact itself. The look is recorded first; raises what `reveal_person` raises."""
    return _revealed(case, None, by=by, at=at, purpose=purpose)


def reporters_of(case: Case, *, by: Actor, at: datetime, purpose: str) -> list[Known]:
    """As `contact_of`, of those only who reported it; nobody else of the case is shown or told of a look."""
    told = [one.id for one in concealed(case, by=by) if one.role == "reporter" and one.contact is not None]
    return [known for person in told for known in _revealed(case, person, by=by, at=at, purpose=purpose)]


def _revealed(case: Case, person: UUID | None, *, by: Actor, at: datetime, purpose: str) -> list[Known]:
    """One person of the case, or all of them."""
    standing = Standing.of(case, by)
    return reveal_person(
        subject=case.id,
        purpose=purpose,
        by=by,
        at=at,
        person=person,
        place=standing.place,
        capability=standing.capability,
        units=standing.units,
        participant=standing.participant,
    )


def looks_at(case: Case, *, by: Actor) -> list[Look]:
    """Who saw the contact, for whoever may read the case."""
    Standing.of(case, by).require(by, "cases.read")
    return seen_by(case.id)
