"""Who may read parties: units are known to all staff, premises to staff of their place."""

from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.public import Actor, require, scope_of
from anlan.parties.errors import UnitUnknown
from anlan.parties.models import Premises, Unit
from anlan.places.public import open_at


def require_staff(actor: Actor, place: int) -> None:
    """Whoever works for the district somewhere: a grant whose role can do something in a place.

    Raises `NotPermitted`, naming who may see units.
    """
    works = actor.service is not None or any(grant.what.can for grant in actor.grants)
    if not works:
        require(actor, "parties.manage", place=place)


def visible_units() -> QuerySet[Unit]:
    """Open units by place and code."""
    return Unit.objects.filter(open_at(None)).select_related("organisation").order_by("place_id", "code")


def visible_premises(actor: Actor) -> QuerySet[Premises]:
    """Premises in the places where the actor manages parties or reads cases; nobody else lists them."""
    scopes = [scope_of(actor, name) for name in ("parties.manage", "cases.read")]
    within = Q(pk__in=[])
    for scope in scopes:
        within |= scope.place_q("place_id")
    return Premises.objects.filter(within).order_by("place_id", "code")


def managed_units(actor: Actor) -> QuerySet[Unit]:
    """The units, open and closed, in the places where the actor manages parties, in the order of the tree."""
    mine = scope_of(actor, "parties.manage").place_q("place_id")
    return Unit.objects.filter(mine).select_related("organisation").order_by("place_id", "code")


def managed_unit(actor: Actor, unit: UUID) -> Unit:
    """One of them. Raises `UnitUnknown`."""
    found = managed_units(actor).filter(id=unit).first()
    if found is None:
        raise UnitUnknown(code=unit)
    return found
