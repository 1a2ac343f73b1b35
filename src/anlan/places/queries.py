"""Reads of the tree. Places are public reference data, so reading needs no permission."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import shapely
from django.conf import settings
from django.db.models import Q, QuerySet

from anlan.kit import codes
from anlan.kit.texts import is_english, name_column, named
from anlan.places.errors import PlaceUnknown
from anlan.places.models import Level, Place, Succession

_LIGHT = ("geometry",)  # a grid's polygon is a kilobyte; lists do without


def open_at(at: datetime | None) -> Q:
    """The condition for rows that are valid at a moment; None means not closed."""
    if at is None:
        return Q(valid_to=None)
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gt=at))


def place(code: int) -> Place:
    """The place with this code, open or closed, without its geometry loaded. Raises `PlaceUnknown`."""
    found = Place.objects.filter(pk=code).defer(*_LIGHT).first()
    if found is None:
        raise PlaceUnknown(code=code, field="place")
    return found


def children(code: int, at: datetime | None = None) -> QuerySet[Place]:
    """The places right below, open at `at` (default: now open), by code; holding places are left out."""
    below = Place.objects.filter(open_at(at), parent=code, holding=False)
    return below.order_by("code").defer(*_LIGHT)


def tree(district: int, at: datetime | None = None) -> list[Place]:
    """Every open place of a district (six digits) in order of code, which is also the order of the tree."""
    rows = Place.objects.filter(open_at(at), district=district, holding=False)
    return list(rows.order_by("code").defer(*_LIGHT))


def leaves_with_shapes(district: int) -> list[Place]:
    """The smallest open places of a district (its grids, where it has them) that have a boundary, by code."""
    rows = Place.objects.filter(open_at(None), district=district, holding=False, geometry__isnull=False)
    above = Place.objects.filter(open_at(None), district=district, holding=False, parent__isnull=False)
    return list(rows.exclude(pk__in=above.values("parent")).order_by("code"))


class Listed(NamedTuple):
    """A place as lists offer it: no model, since pages show hundreds of them."""

    code: int
    parent: int
    level: str
    name_zh: str
    name_en: str


def by_street(district: int) -> list[tuple[Listed, list[Listed]]]:
    """The open streets of a district (six digits) by code, each with its communities: what people choose from."""
    held = Place.objects.filter(
        open_at(None), district=district, holding=False, level__in=[Level.STREET, Level.COMMUNITY]
    )
    rows = [Listed(*row) for row in held.order_by("code").values_list(*Listed._fields)]
    below: dict[int, list[Listed]] = {}
    for row in rows:
        if row.level == Level.COMMUNITY:
            below.setdefault(row.parent, []).append(row)
    return [(row, below.get(row.code, [])) for row in rows if row.level == Level.STREET]


def places_to_choose() -> list[tuple[str, list[tuple[int, str]]]]:
    """The district of this installation and its streets with their communities, as forms offer them."""
    whole = names_of([settings.ANLAN_DISTRICT * 10**9])
    groups = [(name, [(code, name)]) for code, name in whole.items()]
    for street, below in by_street(settings.ANLAN_DISTRICT):
        groups.append((named(street), [(row.code, named(row)) for row in (street, *below)]))
    return groups


def ancestors(code: int) -> list[int]:
    """The codes above a place, nearest first, up to its district; closed places count. Raises
    `PlaceUnknown`.
    """
    possible = prefixes(code)
    held = set(Place.objects.filter(code__in=[code, *possible]).values_list("code", flat=True))
    if code not in held:
        raise PlaceUnknown(code=code, field="place")
    return [above for above in possible if above in held]


def prefixes(code: int) -> list[int]:
    """The codes a parent can have, nearest first: arithmetic only. A holding code lies right under its
    district.
    """
    return list(dict.fromkeys(code - code % size for size in (10**3, 10**6, 10**9) if code % size))


def name_of(code: int, language: str | None = None) -> str:
    """The name of a place in `language` (default: the active one). Raises `PlaceUnknown`."""
    names = Place.objects.filter(pk=code).values_list("name_zh", "name_en").first()
    if names is None:
        raise PlaceUnknown(code=code, field="place")
    return names[1] if is_english(language) else names[0]


def names_of(wanted: Iterable[int], language: str | None = None) -> dict[int, str]:
    """`name_of` for many codes in one query; unknown codes are missing from the answer."""
    return dict(Place.objects.filter(pk__in=set(wanted)).values_list("code", name_column(language)))


def boundaries_of(code: int, at: datetime | None = None) -> dict[str, Any]:
    """The boundaries right below a place as a GeoJSON FeatureCollection (RFC 7946, WGS 84), for maps."""
    rows = Place.objects.filter(open_at(at), parent=code, geometry__isnull=False).order_by("code")
    features = [
        {
            "type": "Feature",
            "id": str(row.code),
            "geometry": json.loads(shapely.to_geojson(shapely.from_wkb(bytes(row.geometry or b"")))),
            "properties": {
                "code": str(row.code),
                "level": row.level,
                "name_zh": row.name_zh,
                "name_en": row.name_en,
            },
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True)
class _Step:
    new: int
    at: datetime


def successors(code: int, at: datetime) -> list[int]:
    """The places that stand for `code` at `at`, by code; itself while it is open."""
    steps: dict[int, list[_Step]] = {}
    low, high = codes.span(codes.district_of(code))
    rows = Succession.objects.filter(old__gte=low, old__lte=high, at__lte=at).exclude(kind="rename")
    for old, new, when in rows.order_by("at", "new").values_list("old_id", "new_id", "at"):
        steps.setdefault(old, []).append(_Step(new, when))
    return sorted(_follow(code, steps, set()))


def _follow(code: int, steps: dict[int, list[_Step]], seen: set[int]) -> set[int]:
    seen.add(code)
    onward = steps.get(code, [])
    if not onward or any(step.new == code for step in onward):
        return {code}
    found: set[int] = set()
    for step in onward:
        if step.new not in seen:
            found |= _follow(step.new, steps, seen)
    return found or {code}


def successor(code: int, at: datetime) -> int:
    """The one place that stands for `code` at `at`.

    Itself while it is open or has no successor; after a merge, rename or new code the one that followed;
    after a split that left several, their nearest common ancestor, since nobody may guess which part was
    meant (a matter with a point is located again instead).
    """
    found = successors(code, at)
    if len(found) == 1:
        return found[0]
    shared = [above for above in prefixes(found[0]) if all(codes.holds(above, one) for one in found)]
    known = set(Place.objects.filter(open_at(at), code__in=shared).values_list("code", flat=True))
    return next((above for above in shared if above in known), codes.district_of(code))
