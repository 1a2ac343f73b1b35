"""Let places be followed by others: a split, a merge, a new code."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.texts import Text
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.places.changing import close, hold_district, open_place, renew_boundaries
from anlan.places.errors import PlaceNotEmpty, SuccessionInvalid
from anlan.places.facts import SUCCEEDED, Succeeded
from anlan.places.models import Place, Succession, subject_of

_COUNTS = Text(
    zh="拆分为一变多，合并为多变一，换码为一变一；更名请用更名操作",
    en="a split has one old and several new, a merge several old and one new, a recode one of each; "
    "a rename is a verb of its own",
)
_TWICE = Text(zh="同一编码出现了两次", en="a code is named twice")
_DISTRICTS = Text(zh="新旧辖区不在同一个区", en="the places lie in different districts")
_LEVELS = Text(zh="新旧辖区不在同一层级", en="the places are of different levels")
_EARLY = Text(zh="有辖区在该时间之前尚未设立", en="one of the places began only later")


@transaction.atomic
def succeed_place(
    *, old: Sequence[int], new: Sequence[int], kind: Succession.Kind, reason: str, by: Actor, at: datetime
) -> list[Succession]:
    """Record that `new` follows `old` and close the old places that do not go on under their own code.

    The new places exist already (added or imported). Needs `places.manage` in each. Raises
    `SuccessionInvalid`, `PlaceUnknown`, `PlaceClosed`, `HoldingPlace`, `PlaceNotEmpty`.
    """
    for code in (*old, *new):
        require(by, "places.manage", place=code)
    _check_counts(old, new, kind)
    district = hold_district(old[0])
    places = {code: open_place(code) for code in (*old, *new)}
    _check_places(places, district, at)
    why = clean(reason, field="reason", longest=300, required=True)
    ending = [code for code in old if code not in new]
    for code in ending:
        below = Place.objects.filter(parent=code, valid_to=None).count()
        if below:
            raise PlaceNotEmpty(code=code, count=below, field="old")
        close(places[code], at)
    rows = [
        Succession(old=places[one], new=places[other], kind=kind, at=at, reason=why)
        for one in old
        for other in new
    ]
    Succession.objects.bulk_create(rows)
    renew_boundaries(district, at)
    payload = Succeeded(kind=kind, old=tuple(old), new=tuple(new))
    for code in dict.fromkeys((*old, *new)):
        record(SUCCEEDED, subject=subject_of(code), by=by.ref, at=at, place=code, payload=payload)
    return rows


def _check_counts(old: Sequence[int], new: Sequence[int], kind: Succession.Kind) -> None:
    fits = {
        Succession.Kind.SPLIT: len(old) == 1 and len(new) > 1,
        Succession.Kind.MERGE: len(old) > 1 and len(new) == 1,
        Succession.Kind.RECODE: len(old) == 1 and len(new) == 1 and old[0] != new[0],
    }
    if not fits.get(kind, False):
        raise SuccessionInvalid(why=_COUNTS, field="kind")
    if len(set(old)) < len(old) or len(set(new)) < len(new):
        raise SuccessionInvalid(why=_TWICE, field="old")


def _check_places(places: dict[int, Place], district: int, at: datetime) -> None:
    if any(place.district != district for place in places.values()):
        raise SuccessionInvalid(why=_DISTRICTS, field="new")
    if len({place.level for place in places.values()}) > 1:
        raise SuccessionInvalid(why=_LEVELS, field="new")
    if any(place.valid_from > at for place in places.values()):
        raise SuccessionInvalid(why=_EARLY, field="at")
