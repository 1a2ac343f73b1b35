"""Give a place another name; its code and everything that lies in it stay."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.places.changing import hold_district, open_place
from anlan.places.facts import SUCCEEDED, Succeeded
from anlan.places.models import Place, Succession, subject_of


@transaction.atomic
def rename_place(*, code: int, name_zh: str, name_en: str, reason: str, by: Actor, at: datetime) -> Place:
    """Rename an open place; the former names stay in its successions.

    Needs `places.manage` there. Raises `PlaceUnknown`, `PlaceClosed`, `HoldingPlace`.
    """
    require(by, "places.manage", place=code)
    hold_district(code)
    place = open_place(code)
    Succession.objects.create(
        old=place, new=place, kind=Succession.Kind.RENAME, at=at,
        reason=clean(reason, field="reason", longest=300, required=True),
        former_zh=place.name_zh, former_en=place.name_en,
    )  # fmt: skip
    place.name_zh = clean(name_zh, field="name_zh", longest=100, required=True)
    place.name_en = clean(name_en, field="name_en", longest=200, required=True)
    place.version += 1
    place.save(update_fields=["name_zh", "name_en", "version"])
    payload = Succeeded(kind=Succession.Kind.RENAME, old=(code,), new=(code,))
    record(SUCCEEDED, subject=subject_of(code), by=by.ref, at=at, place=code, payload=payload)
    return place
