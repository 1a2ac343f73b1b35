"""Reads of units and premises."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.kit.codes import span
from anlan.kit.texts import name_column
from anlan.parties.errors import PremisesUnknown, UnitUnknown
from anlan.parties.models import Premises, Unit
from anlan.parties.nearest import UnitView
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


def unit_names_in(place: int, at: datetime | None = None) -> list[tuple[UUID, str]]:
    """`units_in` with their names in the active language and nothing else: what people choose from."""
    return list(units_in(place, at).values_list("id", name_column()))


def unit(code: str) -> Unit:
    """The unit with this code, open or closed. Raises `UnitUnknown`."""
    found = Unit.objects.filter(code=code).select_related("organisation").first()
    if found is None:
        raise UnitUnknown(code=code, field="unit")
    return found


def unit_id(code: str) -> UUID | None:
    """The id under which the ledger knows the unit with this code; None for none."""
    return Unit.objects.filter(code=code[:40]).values_list("pk", flat=True).first()


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


def may_lead(unit: Unit | UnitView, category: str) -> bool:
    """The community shield: a residents' committee leads only what its list names (社区事项清单); others
    anything.
    """
    return not unit.community or category in unit.shield


def unit_by_id(id: UUID, at: datetime | None = None) -> Unit | None:
    """The unit with this id if it is open at `at`, else None."""
    return Unit.objects.filter(open_at(at), pk=id).first()


def unit_of(id: UUID) -> Unit:
    """The unit with this id, open or closed. Raises `UnitUnknown`."""
    found = Unit.objects.filter(pk=id).select_related("organisation").first()
    if found is None:
        raise UnitUnknown(code=id, field="unit")
    return found


def unit_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of units, open or closed, in the active language; unknown ids are missing from the answer."""
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", name_column()))


def premises_by_id(id: UUID) -> Premises | None:
    """The premises with this id, open or closed, or None."""
    return Premises.objects.filter(pk=id).first()


def kind_of(id: UUID | None) -> str:
    """The kind of the premises with this id, "" for none: what routing asks."""
    kind = Premises.objects.filter(pk=id).values_list("kind", flat=True).first() if id else None
    return kind or ""


def closed_units() -> list[UUID]:
    """The units that have closed their doors; a district closes a few a year."""
    return list(Unit.objects.filter(valid_to__isnull=False).order_by("valid_to").values_list("id", flat=True))
