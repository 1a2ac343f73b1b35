"""A small town for the browser: the sample district with its units, the hotline published, one account a role."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.access.models import Account, Grant
from anlan.access.public import service
from anlan.parties.models import Premises, Unit
from anlan.parties.sample import make_units
from anlan.parties.verbs.add_premises import add_premises
from anlan.places.public import SampleDistrict
from anlan.places.sample import make_district
from anlan.schemes.public import BUILTIN, load
from anlan.schemes.verbs.publish import publish

PASSWORD = "calm-water-under-bridges"  # noqa: S105 - of test accounts only


@dataclass(frozen=True)
class Town:
    """Everything a walk needs to know."""

    district: SampleDistrict
    units: dict[str, Unit]
    premises: Premises
    accounts: dict[str, Account]


def _account(username: str, name: str, role: str, place: int, at: datetime, unit: Unit | None = None) -> Account:
    account = Account(username=username, name=name, created_at=at)
    account.set_password(PASSWORD)
    account.save()
    Grant.objects.create(
        account=account,
        role=role,
        place=place,
        unit=unit.id if unit else None,
        until=at + timedelta(days=365),
        granted_by="service:setup",
        granted_at=at,
    )
    return account


def make_town(at: datetime) -> Town:
    """Build it once a database."""
    setup = service("setup")
    district = make_district(by=setup, at=at)
    units = make_units(district, by=setup, at=at)
    publish(load(BUILTIN / "hotline"), by=setup, at=at)
    lon, lat = district.points[district.grids[0]]
    premises = add_premises(
        code="market-1", name="和安菜市场", kind="market", place=district.grids[0], lon=lon, lat=lat, by=setup, at=at
    )
    first, second = district.streets
    office = units["street1.office"]
    accounts = {
        "operator": _account("wang.jing", "王静", "operator", district.code, at),
        "other": _account("zhao.min", "赵敏", "operator", second, at),
        "handler": _account("li.qiang", "李强", "handler", office.place_id, at, office),
        "colleague": _account("sun.li", "孙丽", "handler", office.place_id, at, office),
        "checker": _account("chen.yu", "陈宇", "checker", first, at),
        "supervisor": _account("zhou.hai", "周海", "supervisor", district.code, at),
        "auditor": _account("wu.dan", "吴丹", "auditor", district.code, at),
    }
    return Town(district, units, premises, accounts)
