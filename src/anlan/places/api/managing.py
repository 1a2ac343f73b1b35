"""Managing places: one route a verb."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from anlan.access.public import actor_of
from anlan.kit import clock
from anlan.places.api.routing import router
from anlan.places.api.shapes import AddPlaceBody, PlaceOut, RenameBody, SucceedBody, SuccessionOut
from anlan.places.queries import place
from anlan.places.verbs.add_place import add_place
from anlan.places.verbs.close_place import close_place
from anlan.places.verbs.rename_place import rename_place
from anlan.places.verbs.succeed_place import succeed_place


@router.post("/places", response={201: PlaceOut}, summary="新增辖区 Add a place")
def post_place(request: HttpRequest, given: AddPlaceBody) -> Any:
    """A district brings its two holding places along."""
    made = add_place(
        code=given.code, name_zh=given.name_zh, name_en=given.name_en, by=actor_of(request), at=clock.now()
    )
    return Status(201, PlaceOut.of(made))


@router.post(
    "/places/succeed", response=list[SuccessionOut], summary="辖区变更 Split, merge or recode places"
)
def post_succeed(request: HttpRequest, given: SucceedBody) -> Any:
    """The new places exist already; old ones that do not go on are closed."""
    rows = succeed_place(
        old=given.old,
        new=given.new,
        kind=given.kind,
        reason=given.reason,
        by=actor_of(request),
        at=clock.now(),
    )
    return [SuccessionOut.of(row) for row in rows]


@router.post("/places/{int:code}/rename", response=PlaceOut, summary="辖区更名 Rename a place")
def post_rename(request: HttpRequest, code: int, given: RenameBody) -> Any:
    """Former names stay in its successions."""
    renamed = rename_place(
        code=code,
        name_zh=given.name_zh,
        name_en=given.name_en,
        reason=given.reason,
        by=actor_of(request),
        at=clock.now(),
    )
    return PlaceOut.of(renamed)


@router.post("/places/{int:code}/close", response=PlaceOut, summary="撤销辖区 Close a place")
def post_close(request: HttpRequest, code: int) -> Any:
    """Only a place without open places below."""
    close_place(code=code, by=actor_of(request), at=clock.now())
    return PlaceOut.of(place(code))
