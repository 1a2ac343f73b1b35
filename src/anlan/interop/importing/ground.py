"""What the rows stand on: places without boundaries, units and the capability. What is there already is used."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from anlan.access.public import Actor
from anlan.interop.errors import TooManyPlaces
from anlan.interop.replay.capability import category_of, write_capability
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.row import Row
from anlan.kit.texts import Text
from anlan.parties.public import Organisation, Unit, add_organisation, add_unit, units_in
from anlan.places.public import Place, add_place, district_code, unlocated
from anlan.schemes.public import CapabilityUnknown, Scheme, current, publish

_MOST = 998


class Ground:
    """Places by the file's names. New ones get the next free code under their street, in the order of the names."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.district = district_code(mapping.district.code)
        self._nowhere = unlocated(mapping.district.code)
        self._codes = {
            (place.parent_id, place.name_zh): place.code
            for place in Place.objects.filter(
                code__range=(self.district, self.district + 10**9 - 1), valid_to=None
            )
        }
        self._known: dict[tuple[str, str], int] = {}

    def lay(self, places: Iterable[tuple[str, str]], *, by: Actor, at: datetime) -> int:
        """Make every place that is not there; returns how many were made. Raises `TooManyPlaces`."""
        before = len(self._codes)
        title, mapping = self.mapping.district.title, self.mapping
        if not Place.objects.filter(pk=self.district).exists():
            add_place(code=self.district, name_zh=title.zh, name_en=title.en, by=by, at=at)
        for street, community in places:
            above = self._place(self.district, mapping.street, street, 10**6, by=by, at=at)
            self._place(above, mapping.community, community, 10**3, by=by, at=at)
        return len(self._codes) - before

    def _place(self, parent: int, text: Text, name: str, width: int, *, by: Actor, at: datetime) -> int:
        zh, en = (told.replace("{name}", name) for told in (text.zh, text.en))
        if (parent, zh) in self._codes:
            return self._codes[parent, zh]
        taken = {code for (above, _), code in self._codes.items() if above == parent}
        code = next(
            (code for number in range(1, _MOST + 1) if (code := parent + number * width) not in taken), None
        )
        if code is None:
            raise TooManyPlaces(count=_MOST + 1, most=_MOST)
        add_place(code=code, name_zh=zh, name_en=en, by=by, at=at)
        self._codes[parent, zh] = code
        return code

    def of(self, row: Row) -> int:
        """The code of the place a row names; without one, the district's holding code “not located”."""
        if not row.street:
            return self._nowhere
        key = (row.street, row.community)
        if (code := self._known.get(key)) is None:
            above = self._codes[self.district, self.mapping.street.zh.replace("{name}", row.street)]
            code = self._codes[above, self.mapping.community.zh.replace("{name}", row.community)]
            self._known[key] = code
        return code


def units_of(district: int) -> dict[str, Unit]:
    """The units that are there, by their codes."""
    return {unit.code: unit for unit in units_in(district)}


def make_units(mapping: Mapping, district: int, *, by: Actor, at: datetime) -> None:
    """Make those of the mapping's units that are missing."""
    found = units_of(district)
    city = Organisation.objects.filter(code=mapping.name).first()
    title = mapping.district.title
    for unit in mapping.units:
        if unit.code in found:
            continue
        city = city or add_organisation(
            code=mapping.name,
            name_zh=title.zh,
            name_en=title.en,
            kind=Organisation.Kind.GOVERNMENT,
            by=by,
            at=at,
        )
        add_unit(
            code=unit.code, name_zh=unit.title.zh, name_en=unit.title.en, roles=[unit.code], place=district,
            organisation=city.id, by=by, at=at,
        )  # fmt: skip


def scheme_of(mapping: Mapping) -> Scheme | None:
    """The published capability that takes the rows, if there is one."""
    try:
        return current(mapping.name)
    except CapabilityUnknown:
        return None


def make_scheme(mapping: Mapping, types: Iterable[str], *, by: Actor, at: datetime) -> Scheme:
    """Publish the capability made from the mapping."""
    with tempfile.TemporaryDirectory(prefix="anlan-import-") as folder:
        publish(write_capability(Path(folder), mapping, types), by=by, at=at)
    return current(mapping.name)


class Categories(dict[str, str]):
    """Type → category of a published capability: by its English title, as an import wrote it, or by its code."""

    def __init__(self, scheme: Scheme) -> None:
        listed = scheme.section("cases").categories
        super().__init__({category.title.en: category.code for category in listed})
        self._codes = {category.code for category in listed}

    def __contains__(self, type: object) -> bool:
        return super().__contains__(type) or category_of(str(type)) in self._codes

    def __missing__(self, type: str) -> str:
        code = category_of(type)
        if code not in self._codes:
            raise KeyError(type)
        self[type] = code
        return code
