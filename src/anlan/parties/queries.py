"""Reads of units and premises."""

from datetime import datetime

from django.db.models import Q, QuerySet

from anlan.kit.codes import span
from anlan.parties.errors import PremisesUnknown, UnitUnknown
from anlan.parties.models import Premises, Unit
from anlan.places.public import open_at, prefixes


def unit_for(role: str, place: int, at: datetime) -> Unit | None:
    """The open unit with `role` nearest to `place` going up the tree; the lowest code wins between equals.

    One query. A parent's code is never greater than its child's, so the nearest is the one with the greatest
    place.
    """
    above = [place, *prefixes(place)]
    rows = Unit.objects.filter(open_at(at), place__in=above, roles__contains=[role])
    return rows.order_by("-place_id", "code").select_related("organisation").first()


def units_of(role: str, at: datetime | None = None) -> QuerySet[Unit]:
    """Every open unit with `role`, by place and code."""
    return Unit.objects.filter(open_at(at), roles__contains=[role]).order_by("place_id", "code")


def units_in(place: int, at: datetime | None = None) -> QuerySet[Unit]:
    """Every open unit in a place and below, by place and code."""
    low, high = span(place)
    return Unit.objects.filter(open_at(at), place__gte=low, place__lte=high).order_by("place_id", "code")


def unit(code: str) -> Unit:
    """The unit with this code, open or closed. Raises `UnitUnknown`."""
    found = Unit.objects.filter(code=code).select_related("organisation").first()
    if found is None:
        raise UnitUnknown(code=code, field="unit")
    return found


def premises(code: str) -> Premises:
    """The premises with this code, open or closed. Raises `PremisesUnknown`."""
    found = Premises.objects.filter(code=code).first()
    if found is None:
        raise PremisesUnknown(code=code, field="premises")
    return found


def premises_by_token(token: str, at: datetime | None = None) -> Premises:
    """The open premises behind a QR code. Raises `PremisesUnknown`, which tells nothing about other
    tokens.
    """
    found = Premises.objects.filter(Q(token=token), open_at(at)).first()
    if found is None:
        raise PremisesUnknown(code=token[:8], field="premises")
    return found


def may_lead(unit: Unit, category: str) -> bool:
    """The community shield: a residents' committee leads only what its list names (社区事项清单); others
    anything.
    """
    return not unit.community or category in unit.shield
