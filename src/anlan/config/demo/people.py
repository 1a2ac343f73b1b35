"""Accounts of the demonstration, one for every role and unit of use; passwords are made anew for each installation."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model

from anlan.access.public import Actor, actor_for, create_account, grant_role, service
from anlan.parties.public import Unit
from anlan.places.public import SampleDistrict

_WORDS = (
    "river", "bridge", "lantern", "willow", "harbour", "copper", "meadow", "window", "orchid", "saffron", "granite",
    "velvet", "maple", "cedar", "pebble", "morning", "quiet", "autumn", "silver", "candle", "garden", "island",
    "signal", "ribbon",
)  # fmt: skip


@dataclass(frozen=True)
class LogIn:
    """What the demonstration prints."""

    username: str
    password: str
    name: str
    role: str


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _ in range(5))


# username, name, role, street (0: the whole district), unit
_PEOPLE = (
    ("operator", "王静", "operator", 0, ""),
    ("operator1", "赵敏", "operator", 1, ""),
    ("operator2", "孙悦", "operator", 2, ""),
    ("urban1", "李强", "handler", 0, "street1.urban"),
    ("urban2", "周涛", "handler", 0, "street2.urban"),
    ("office1", "吴霞", "handler", 0, "street1.office"),
    ("office2", "郑伟", "handler", 0, "street2.office"),
    ("housing", "冯丽", "handler", 0, "district.housing"),
    ("market", "陈晨", "handler", 0, "district.market"),
    ("fire", "褚刚", "handler", 0, "district.fire"),
    ("police1", "卫东", "handler", 0, "street1.police"),
    ("committee1", "蒋兰", "handler", 0, "community1.committee"),
    ("grid1", "沈洁", "grid_worker", 1, ""),
    ("checker", "韩雪", "checker", 0, ""),
    ("supervisor", "杨帆", "supervisor", 0, ""),
    ("leader", "朱峰", "leader", 0, ""),
    ("auditor", "秦朗", "auditor", 0, ""),
    ("system", "尤宁", "system_admin", 0, ""),
    ("security", "许诺", "security_admin", 0, ""),
)


def make_people(district: SampleDistrict, units: dict[str, Unit], *, at: datetime) -> list[LogIn]:
    """Create the accounts and their grants, for a year."""
    setup, made = service("setup"), []
    for username, name, role, street, unit in _PEOPLE:
        password = _password()
        account = create_account(username=username, name=name, password=password, by=setup, at=at)
        place = units[unit].place_id if unit else district.streets[street - 1] if street else district.code
        grant_role(
            account=account.id,
            role=role,
            place=place,
            unit=units[unit].id if unit else None,
            until=at + timedelta(days=360),
            reason="演示",
            by=setup,
            at=at,
        )
        made.append(LogIn(username, password, name, role))
    return made


def keep_logins(made: list[LogIn], path: Path) -> None:
    """Write them where only the owner of the installation reads."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{one.username}\t{one.password}\t{one.name}\t{one.role}\n" for one in made))


def kept_logins(path: Path) -> list[LogIn]:
    """What `keep_logins` wrote."""
    return [LogIn(*line.split("\t")) for line in path.read_text().splitlines()]


def as_actor(username: str, at: datetime) -> Actor:
    """A person of the demonstration as they were at `at`, with a second factor shown."""
    return actor_for(get_user_model().objects.get(username=username), at=at, mfa=True)
