"""The test town with people who can really sign in: one account a role, all with the same password."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.fixtures.town import Town

from anlan.access.models import Account, Grant

PASSWORD = "calm-water-under-bridges"


@dataclass(frozen=True)
class Peopled:
    """The town and its accounts by what they do."""

    town: Town
    accounts: dict[str, Account]


def account(town: Town, username: str, name: str, role: str, at: datetime, **where: Any) -> Account:
    """An account with one grant: over `place` (default: the district) or for `unit`."""
    unit = town.units[where["unit"]] if "unit" in where else None
    place = where.get("place") or (unit.place_id if unit else town.district.code)
    made = Account(username=username, name=name, created_at=at)
    made.set_password(PASSWORD)
    made.save()
    Grant.objects.create(
        account=made,
        role=role,
        place=place,
        unit=unit.id if unit else None,
        until=at + timedelta(days=365),
        granted_by="service:setup",
        granted_at=at,
    )
    return made


def people(town: Town, at: datetime) -> dict[str, Account]:
    """One account a role."""
    first, second = town.district.streets
    return {
        "operator": account(town, "wang.jing", "王静", "operator", at, place=first),
        "elsewhere": account(town, "zhao.min", "赵敏", "operator", at, place=second),
        "handler": account(town, "li.qiang", "李强", "handler", at, unit="street1.office"),
        "colleague": account(town, "sun.li", "孙丽", "handler", at, unit="street1.office"),
        "checker": account(town, "chen.yu", "陈宇", "checker", at, place=first),
        "supervisor": account(town, "zhou.hai", "周海", "supervisor", at),
        "auditor": account(town, "wu.dan", "吴丹", "auditor", at),
    }


def fresh(peopled: Peopled) -> Peopled:
    """The same for one more test: whatever it does to the town's time or to an account stays its own."""
    return Peopled(
        Town(peopled.town.district, peopled.town.units),
        {name: copy(account) for name, account in peopled.accounts.items()},
    )
