"""Premises: staff of their place read them, managers change them and print their QR codes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from anlan.access.public import actor_of, require
from anlan.kit import clock
from anlan.kit.codes import span
from anlan.parties.api.shapes import AddPremisesBody, ChangePremisesBody, PremisesOut
from anlan.parties.errors import PremisesUnknown
from anlan.parties.models import Premises
from anlan.parties.qr import qr_svg
from anlan.parties.scoping import visible_premises
from anlan.parties.verbs.add_premises import add_premises
from anlan.parties.verbs.change_premises import change_premises
from anlan.parties.verbs.close_premises import close_premises
from anlan.parties.verbs.replace_token import replace_token
from anlan.places.public import place

router = Router()
_PAGE = 500


def _seen(request: HttpRequest, id: UUID) -> Premises:
    found = visible_premises(actor_of(request)).filter(pk=id).first()
    if found is None:
        raise PremisesUnknown(code=id)
    return found


@router.get("/premises", response=list[PremisesOut], summary="场所 Open premises of one's places")
def get_premises(request: HttpRequest, place_code: int | None = None, kind: str = "", after: str = "") -> Any:
    """By code, 500 a page: ask again with `after` the last code."""
    found = visible_premises(actor_of(request)).filter(valid_to=None, code__gt=after)
    if place_code is not None:
        low, high = span(place(place_code).code)
        found = found.filter(place__gte=low, place__lte=high)
    if kind:
        found = found.filter(kind=kind)
    return [PremisesOut.of(one) for one in found.order_by("code")[:_PAGE]]


@router.get("/premises/{uuid:id}", response=PremisesOut, summary="场所 One of the premises")
def get_one(request: HttpRequest, id: UUID) -> Any:
    """404 beyond one's places."""
    return PremisesOut.of(_seen(request, id))


@router.get("/premises/{uuid:id}/qr.svg", summary="场所码 The QR code for the door, as SVG")
def get_qr(request: HttpRequest, id: UUID) -> HttpResponse:
    """For whoever manages the premises."""
    found = _seen(request, id)
    require(actor_of(request), "parties.manage", place=found.place_id)
    origin = request.build_absolute_uri("/").rstrip("/")
    answer = HttpResponse(qr_svg(found, origin), content_type="image/svg+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.code}.svg"'
    return answer


@router.post("/premises", response={201: PremisesOut}, summary="新增场所 Add premises")
def post_premises(request: HttpRequest, given: AddPremisesBody) -> Any:
    """At a point, in a place, or both."""
    return Status(
        201, PremisesOut.of(add_premises(**given.model_dump(), by=actor_of(request), at=clock.now()))
    )


@router.put("/premises/{uuid:id}", response=PremisesOut, summary="修改场所 Change premises")
def put_premises(request: HttpRequest, id: UUID, given: ChangePremisesBody) -> Any:
    """409 when somebody changed them meanwhile."""
    changed = change_premises(premises=id, **given.model_dump(), by=actor_of(request), at=clock.now())
    return PremisesOut.of(changed)


@router.post("/premises/{uuid:id}/close", response={204: None}, summary="关闭场所 Close premises")
def post_close(request: HttpRequest, id: UUID) -> Any:
    """Their QR code leads nowhere from then on."""
    close_premises(premises=id, by=actor_of(request), at=clock.now())
    return Status(204, None)


@router.post("/premises/{uuid:id}/token", response=PremisesOut, summary="更换场所码 Replace the QR code")
def post_token(request: HttpRequest, id: UUID) -> Any:
    """The old code stops working at once."""
    return PremisesOut.of(replace_token(premises=id, by=actor_of(request), at=clock.now()))
