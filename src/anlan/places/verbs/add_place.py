"""Add one place to the tree; a district brings its two holding places along."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.places.changing import adopt, hold_district, level_of, nearest
from anlan.places.errors import HoldingPlace, ParentUnknown, PlaceExists
from anlan.places.facts import ADDED, Added
from anlan.places.holding import is_holding, outside, unlocated
from anlan.places.models import Level, Place, subject_of
from anlan.places.queries import prefixes

_HOLDING = ((outside, "辖区外", "Outside the district"), (unlocated, "位置不明", "Not located"))


@transaction.atomic
def add_place(*, code: int, name_zh: str, name_en: str, by: Actor, at: datetime) -> Place:
    """Add an open place under its nearest open ancestor, without a boundary (boundaries come by import).

    Needs `places.manage` there. Raises `CodeInvalid`, `HoldingPlace`, `PlaceExists`, `ParentUnknown`.
    """
    level = Level(level_of(code))
    require(by, "places.manage", place=code)
    if is_holding(code):
        raise HoldingPlace(code=code, field="code")
    district = hold_district(code)
    if Place.objects.filter(pk=code).exists():
        raise PlaceExists(code=code, field="code")
    held = set(Place.objects.filter(code__in=prefixes(code), valid_to=None).values_list("code", flat=True))
    parent = nearest(code, held)
    if parent is None and level != Level.DISTRICT:
        raise ParentUnknown(code=code, field="code")
    place = Place.objects.create(
        code=code, district=district, level=level, parent_id=parent, valid_from=at,
        name_zh=clean(name_zh, field="name_zh", longest=100, required=True),
        name_en=clean(name_en, field="name_en", longest=200, required=True),
    )  # fmt: skip
    adopt(code, parent)
    if level == Level.DISTRICT:
        _add_holding(district, at)
    record(
        ADDED, subject=subject_of(code), by=by.ref, at=at, place=code, first=True,
        payload=Added(code=code, level=level, parent=parent),
    )  # fmt: skip
    return place


def _add_holding(district: int, at: datetime) -> None:
    Place.objects.bulk_create(
        Place(
            code=code_of(district), district=district, level=Level.GRID, parent_id=district * 10**9,
            name_zh=zh, name_en=en, holding=True, valid_from=at,
        )
        for code_of, zh, en in _HOLDING
    )  # fmt: skip
