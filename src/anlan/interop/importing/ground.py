"""What the rows stand on: places without boundaries, units and the capability. What is there already is used."""

import tempfile
from datetime import datetime
from pathlib import Path

from anlan.access.public import Actor
from anlan.interop.errors import TooManyPlaces
from anlan.interop.replay.capability import categories, write_capability
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Read, Row
from anlan.kit.texts import Text
from anlan.parties.public import Organisation, Unit, add_organisation, add_unit, units_in
from anlan.places.public import Place, add_place, district_code, unlocated
from anlan.schemes.public import CapabilityUnknown, Scheme, current, publish

_MOST = 998


class Ground:
    """Places by the file's names. New ones get the next free code under their street, in the order of the names."""

    def __init__(self, mapping: Mapping, *, by: Actor, at: datetime) -> None:
        self.mapping, self.by, self.at = mapping, by, at
        self.district = district_code(mapping.district.code)
        self._nowhere = unlocated(mapping.district.code)
        self._codes = {
            (place.parent_id, place.name_zh): place.code
            for place in Place.objects.filter(
                code__range=(self.district, self.district + 10**9 - 1), valid_to=None
            )
        }
        self._known: dict[tuple[str, str], int] = {}

    def lay(self, read: Read) -> int:
        """Make every place of `read` that is not there; returns how many were made. Raises `TooManyPlaces`."""
        before = len(self._codes)
        title = self.mapping.district.title
        if not Place.objects.filter(pk=self.district).exists():
            add_place(code=self.district, name_zh=title.zh, name_en=title.en, by=self.by, at=self.at)
        for street, community in read.places:
            above = self._place(self.district, self.mapping.street, street, 10**6)
            self._known[street, community] = self._place(above, self.mapping.community, community, 10**3)
        return len(self._codes) - before

    def _place(self, parent: int, text: Text, name: str, width: int) -> int:
        zh, en = (told.replace("{name}", name) for told in (text.zh, text.en))
        if (parent, zh) in self._codes:
            return self._codes[parent, zh]
        taken = {code for (above, _), code in self._codes.items() if above == parent}
        code = next(
            (code for number in range(1, _MOST + 1) if (code := parent + number * width) not in taken), None
        )
        if code is None:
            raise TooManyPlaces(count=_MOST + 1, most=_MOST)
        add_place(code=code, name_zh=zh, name_en=en, by=self.by, at=self.at)
        self._codes[parent, zh] = code
        return code

    def of(self, row: Row) -> int:
        """The code of the place a row names; without one, the district's holding code “not located”."""
        return self._known[row.street, row.community] if row.street else self._nowhere


def units_of(mapping: Mapping, district: int, *, by: Actor, at: datetime) -> dict[str, Unit]:
    """The mapping's units by their codes, made where they are missing."""
    found = {unit.code: unit for unit in units_in(district)}
    city = Organisation.objects.filter(code=mapping.name).first()
    for unit in mapping.units:
        if unit.code in found:
            continue
        title = mapping.district.title
        city = city or add_organisation(
            code=mapping.name,
            name_zh=title.zh,
            name_en=title.en,
            kind=Organisation.Kind.GOVERNMENT,
            by=by,
            at=at,
        )
        found[unit.code] = add_unit(
            code=unit.code, name_zh=unit.title.zh, name_en=unit.title.en, roles=[unit.code], place=district,
            organisation=city.id, by=by, at=at,
        )  # fmt: skip
    return found


def scheme_of(mapping: Mapping, read: Read, *, by: Actor, at: datetime) -> tuple[Scheme, dict[str, str]]:
    """The capability that takes the rows, published when it is new, and the category of each type it knows."""
    codes = categories(read.types)
    try:
        scheme = current(mapping.name)
    except CapabilityUnknown:
        with tempfile.TemporaryDirectory(prefix="anlan-import-") as folder:
            publish(write_capability(Path(folder), mapping, read.types), by=by, at=at)
        scheme = current(mapping.name)
    return scheme, codes
