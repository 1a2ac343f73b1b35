"""Units for the sample district: enough that every role has an owner at the level where it usually sits."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from anlan.access.public import Actor
from anlan.parties.models import Organisation, Unit
from anlan.parties.verbs.add_organisation import add_organisation
from anlan.parties.verbs.add_unit import add_unit
from anlan.places.public import SampleDistrict

SHIELD = ("neighbour_noise", "stairwell_clutter", "pets", "community_activity")


class _Kind(NamedTuple):
    code: str
    role: str
    zh: str
    en: str
    organisation: Organisation.Kind


_DISTRICT = (
    _Kind("centre", "centre", "综治中心", "Governance Centre", Organisation.Kind.GOVERNMENT),
    _Kind("housing", "property_office", "房屋管理局", "Housing Bureau", Organisation.Kind.GOVERNMENT),
    _Kind(
        "market",
        "market_supervision",
        "市场监督管理局",
        "Market Supervision Bureau",
        Organisation.Kind.GOVERNMENT,
    ),
    _Kind("fire", "fire", "消防救援支队", "Fire and Rescue", Organisation.Kind.GOVERNMENT),
    _Kind("water", "water", "水务管理所", "Water Office", Organisation.Kind.GOVERNMENT),
    _Kind(
        "gardens", "gardens", "绿化和市容管理局", "Greening and City Appearance", Organisation.Kind.GOVERNMENT
    ),
    _Kind(
        "urban",
        "urban_management",
        "城市管理行政执法局",
        "Urban Management Bureau",
        Organisation.Kind.GOVERNMENT,
    ),
)
_STREET = (
    _Kind("office", "street_office", "街道办事处", "Street Office", Organisation.Kind.STREET_OFFICE),
    _Kind("police", "police_station", "派出所", "Police Station", Organisation.Kind.GOVERNMENT),
    _Kind("urban", "urban_management", "城管中队", "Urban Management Squad", Organisation.Kind.GOVERNMENT),
)
_COMMITTEE = _Kind(
    "committee", "community_committee", "居民委员会", "Residents' Committee", Organisation.Kind.COMMITTEE
)


def make_units(district: SampleDistrict, *, by: Actor, at: datetime) -> dict[str, Unit]:
    """Seven district units, three in each street, a committee in each community; returned by code.

    Codes: `district.housing`, `street1.police`, `community3.committee`. Needs `parties.manage`.
    """
    made = _at_level("district", (district.code,), _DISTRICT, by=by, at=at)
    made |= _at_level("street", district.streets, _STREET, by=by, at=at)
    made |= _at_level("community", district.communities, (_COMMITTEE,), by=by, at=at)
    return made


def _at_level(
    level: str, places: tuple[int, ...], kinds: Iterable[_Kind], *, by: Actor, at: datetime
) -> dict[str, Unit]:
    made = {}
    for number, place in enumerate(places, start=1):
        prefix = level if level == "district" else f"{level}{number}"
        for kind in kinds:
            mark = "" if level == "district" else f" {number}"
            unit = _unit(f"{prefix}.{kind.code}", kind, place, mark, by=by, at=at)
            made[unit.code] = unit
    return made


def _unit(code: str, kind: _Kind, place: int, number: str, *, by: Actor, at: datetime) -> Unit:
    zh, en = f"{kind.zh}（示例{number.strip()}）", f"{kind.en}{number} (sample)"
    organisation = add_organisation(code=code, name_zh=zh, name_en=en, kind=kind.organisation, by=by, at=at)
    community = kind.role == "community_committee"
    return add_unit(
        code=code, name_zh=zh, name_en=en, roles=(kind.role,), place=place, organisation=organisation.id,
        community=community, shield=SHIELD if community else (), by=by, at=at,
    )  # fmt: skip
