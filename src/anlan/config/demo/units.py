"""Units of the demonstration: every routing role at the level where it usually sits."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from anlan.access.public import Actor, service
from anlan.config.demo.ground import DISTRICT, Ground
from anlan.parties.public import Organisation, Unit, add_organisation, add_unit

_GOVERNMENT = Organisation.Kind.GOVERNMENT
# What a residents' committee may lead (社区事项清单); the hotline's own list opens 邻里纠纷 to them.
_SHIELD = ("neighbour_noise", "neighbours", "pets", "stairwell_clutter", "community_activity")


class _Kind(NamedTuple):
    code: str
    role: str
    zh: str
    en: str
    organisation: Organisation.Kind = _GOVERNMENT


class Plan(NamedTuple):
    """A unit to be made: code, kind, place, and what its name begins with."""

    code: str
    kind: _Kind
    place: int
    zh: str = ""
    en: str = ""


_DISTRICT = (
    _Kind("centre", "centre", "区综治中心", "Governance Centre"),
    _Kind("housing", "property_office", "区房屋管理局", "Housing Bureau"),
    _Kind("market", "market_supervision", "区市场监管局", "Market Supervision Bureau"),
    _Kind("fire", "fire", "区消防救援支队", "Fire and Rescue"),
    _Kind("water", "water", "区水务管理所", "Water Office"),
    _Kind("gardens", "gardens", "区绿化市容局", "Greening and City Appearance"),
    _Kind("urban", "urban_management", "区城管执法局", "Urban Management Bureau"),
)
_STREET = (
    _Kind("office", "street_office", "办事处", "Street Office", Organisation.Kind.STREET_OFFICE),
    _Kind("police", "police_station", "派出所", "Police Station"),
    _Kind("urban", "urban_management", "城管中队", "Urban Management Squad"),
)
# No number in Shanghai begins with 0: whoever dials one of the demonstration's reaches nobody.
_NOBODY = "021-0000 {:04d}"
_COMMITTEE = _Kind("committee", "community_committee", "", "", Organisation.Kind.COMMITTEE)


def unit_plans(land: Ground) -> list[Plan]:
    """Bureaus of the district, three units in each street, a committee in each community.

    Codes: `district.housing`, `street01.police` (streets in order of code), `c001001.committee`.
    """
    made = [Plan(f"district.{kind.code}", kind, DISTRICT * 10**9) for kind in _DISTRICT]
    for number, street in enumerate(land.streets, start=1):
        zh, en = street.name_zh.removesuffix("街道"), street.name_en.removesuffix(" Subdistrict")
        made += [Plan(f"street{number:02d}.{kind.code}", kind, street.code, zh, f"{en} ") for kind in _STREET]
    for spot in land.communities:
        code = f"c{spot.code // 1000 % 10**6:06d}.committee"
        made.append(Plan(code, _COMMITTEE, spot.code, spot.name_zh, spot.name_en))
    return made


@transaction.atomic
def make_units(plans: list[Plan], at: datetime) -> list[Unit]:
    """Add an organisation and its unit for each plan, all of them or none."""
    return [
        _unit(plan, phone=_NOBODY.format(number), by=service("setup"), at=at)
        for number, plan in enumerate(plans, start=1)
    ]


def _unit(plan: Plan, *, phone: str, by: Actor, at: datetime) -> Unit:
    kind = plan.kind
    name_zh, name_en = f"{plan.zh}{kind.zh}", f"{plan.en}{kind.en}"
    community = kind.organisation == Organisation.Kind.COMMITTEE
    made = add_organisation(
        code=plan.code, name_zh=name_zh, name_en=name_en, kind=kind.organisation, by=by, at=at
    )
    return add_unit(
        code=plan.code, name_zh=name_zh, name_en=name_en, roles=(kind.role,), place=plan.place, organisation=made.id,
        community=community, shield=_SHIELD if community else (), phone=phone, by=by, at=at,
    )  # fmt: skip
