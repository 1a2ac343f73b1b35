"""Organisations and units: all staff read them, managers of their place change them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Status

from anlan.access.public import actor_of
from anlan.kit import clock
from anlan.parties.api.shapes import (
    AddOrganisationBody,
    AddUnitBody,
    ChangeUnitBody,
    OrganisationOut,
    UnitOut,
)
from anlan.parties.errors import UnitUnknown
from anlan.parties.models import Organisation, Unit
from anlan.parties.queries import unit_for, units_in
from anlan.parties.scoping import require_staff, visible_units
from anlan.parties.verbs.add_organisation import add_organisation
from anlan.parties.verbs.add_unit import add_unit
from anlan.parties.verbs.change_unit import change_unit
from anlan.parties.verbs.close_organisation import close_organisation
from anlan.parties.verbs.close_unit import close_unit
from anlan.places.public import district_code, place

router = Router()


def _staff(request: HttpRequest) -> None:
    require_staff(actor_of(request), district_code(settings.ANLAN_DISTRICT))


@router.get("/organisations", response=list[OrganisationOut], summary="组织 Open organisations, by code")
def get_organisations(request: HttpRequest) -> Any:
    """For staff."""
    _staff(request)
    return Organisation.objects.filter(valid_to=None).order_by("code")


@router.get("/units", response=list[UnitOut], summary="处置单位 Open units, by place and code")
def get_units(request: HttpRequest, role: str = "", place_code: int | None = None) -> Any:
    """For staff; `place_code` lists those in a place and below."""
    _staff(request)
    found = visible_units()
    if place_code is not None:
        found = units_in(place(place_code).code).select_related("organisation")
    if role:
        found = found.filter(roles__contains=[role])
    return [UnitOut.of(unit) for unit in found]


@router.get("/units/for", response=UnitOut | None, summary="由谁处置 The unit a role and a place lead to now")
def get_unit_for(request: HttpRequest, role: str, place_code: int) -> Any:
    """The nearest open unit with the role, going up the tree; null when there is none."""
    _staff(request)
    found = unit_for(role, place(place_code).code, clock.now())
    return UnitOut.of(found) if found else None


@router.get("/units/{uuid:id}", response=UnitOut, summary="处置单位 One unit, open or closed")
def get_unit(request: HttpRequest, id: UUID) -> Any:
    """For staff."""
    _staff(request)
    found = Unit.objects.filter(pk=id).select_related("organisation").first()
    if found is None:
        raise UnitUnknown(code=id)
    return UnitOut.of(found)


@router.post("/organisations", response={201: OrganisationOut}, summary="新增组织 Add an organisation")
def post_organisation(request: HttpRequest, given: AddOrganisationBody) -> Any:
    """Needs `parties.manage` for the district."""
    return Status(201, add_organisation(**given.model_dump(), by=actor_of(request), at=clock.now()))


@router.post("/organisations/{uuid:id}/close", response={204: None}, summary="关闭组织 Close an organisation")
def post_close_organisation(request: HttpRequest, id: UUID) -> Any:
    """Only when all its units are closed."""
    close_organisation(organisation=id, by=actor_of(request), at=clock.now())
    return Status(204, None)


@router.post("/units", response={201: UnitOut}, summary="新增处置单位 Add a unit")
def post_unit(request: HttpRequest, given: AddUnitBody) -> Any:
    """Needs `parties.manage` at its place."""
    return Status(201, UnitOut.of(add_unit(**given.model_dump(), by=actor_of(request), at=clock.now())))


@router.put("/units/{uuid:id}", response=UnitOut, summary="修改处置单位 Change a unit")
def put_unit(request: HttpRequest, id: UUID, given: ChangeUnitBody) -> Any:
    """409 when somebody changed it meanwhile."""
    return UnitOut.of(change_unit(unit=id, **given.model_dump(), by=actor_of(request), at=clock.now()))


@router.post("/units/{uuid:id}/close", response={204: None}, summary="关闭处置单位 Close a unit")
def post_close_unit(request: HttpRequest, id: UUID, leave: bool = False) -> Any:
    """Matters find the next unit up the tree from then on. 409 while it has open ones, unless `leave` leaves them."""
    close_unit(unit=id, by=actor_of(request), at=clock.now(), leave=leave)
    return Status(204, None)
