"""Accounts of the demonstration: log-ins for every role, with passwords made anew for each installation, and colleagues
without one, so that a unit's work was not all done by one person."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import get_hasher
from django.db import transaction

from anlan.access.public import Actor, create_account, grant_role, service
from anlan.config.demo import names
from anlan.config.demo.ground import DISTRICT, Ground, ground
from anlan.config.demo.rhythm import dice
from anlan.ledger.public import fact_kinds, record
from anlan.parties.public import Unit

_WORDS = (
    "river", "bridge", "lantern", "willow", "harbour", "copper", "meadow", "window", "orchid", "saffron", "granite",
    "velvet", "maple", "cedar", "pebble", "morning", "quiet", "autumn", "silver", "candle", "garden", "island",
    "signal",     "ribbon", "timber", "violet", "summit", "thunder", "coral", "basket", "mirror", "feather",
)  # fmt: skip
_LONG = timedelta(days=360)
_WHOLE = DISTRICT * 10**9
SECOND_FACTOR = ("duty", "supervisor", "security", "security2", "system")


@dataclass(frozen=True)
class LogIn:
    """What the demonstration prints. `works`: where, in words; `secret`: of the second factor, "" without one."""

    username: str
    password: str
    name: str
    role: str
    works: str
    secret: str = ""


@dataclass(frozen=True)
class _Post:
    """One account: its role, where, and for which units."""

    username: str
    role: str
    works: str
    place: int = _WHOLE
    units: tuple[Unit, ...] = ()
    logs_in: bool = True


class Plan(NamedTuple):
    """An account to be made."""

    post: _Post
    name: str


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _ in range(5))


def _posts(land: Ground, units: dict[str, Unit]) -> Iterator[_Post]:
    yield _Post("operator", "operator", "全区")
    yield _Post("duty", "operator", "全区 · 第二因素")
    for number, street in enumerate(land.streets, start=1):
        yield _Post(f"operator{number:02d}", "operator", street.name_zh, place=street.code)
        for kind in ("urban", "office", "police"):
            unit = units[f"street{number:02d}.{kind}"]
            yield _Post(f"{kind}{number:02d}", "handler", unit.name_zh, units=(unit,))
        yield _Post(f"grid{number:02d}", "grid_worker", street.name_zh, place=street.code)
        committees = [unit for unit in units.values() if unit.community]
        own = tuple(unit for unit in committees if unit.place_id // 10**6 == street.code // 10**6)
        yield _Post(f"community{number:02d}", "handler", f"{street.name_zh} · 各居委会", units=own)
    for kind in ("housing", "market", "fire", "urban", "water", "gardens"):
        unit = units[f"district.{kind}"]
        name = "bureau" if kind == "urban" else kind
        yield _Post(name, "handler", unit.name_zh, units=(unit,))
    for role in ("checker", "supervisor", "leader", "auditor", "system_admin", "security_admin"):
        yield _Post(role.removesuffix("_admin"), role, "全区")
    yield _Post("security2", "security_admin", "全区")  # what one asks for, the other approves
    yield from _colleagues(units)


def _colleagues(units: dict[str, Unit]) -> Iterator[_Post]:
    """Two more in every busy unit, one in every committee: they cannot log in."""
    for unit in units.values():
        for number in range(1 if unit.community else 5 if unit.code.startswith("district") else 2):
            yield _Post(f"{unit.code}.{number + 1}", "handler", unit.name_zh, units=(unit,), logs_in=False)


@contextmanager
def _light_hashing() -> Iterator[None]:
    """Eighty passwords would take ten seconds at full cost; the first log-in hashes each anew at full cost."""
    hasher: Any = get_hasher()
    if not hasattr(hasher, "time_cost"):  # another one by setting
        yield
        return
    before = hasher.time_cost, hasher.memory_cost, hasher.parallelism
    hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 8 * 1024, 1
    try:
        yield
    finally:
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = before


def login_of(unit: str) -> str:
    """Who logs in and works for the unit with this code; "" where nobody does."""
    whose, _, kind = unit.partition(".")
    if whose == "district":
        return {"urban": "bureau", "centre": ""}.get(kind, kind)
    if kind == "committee":
        streets = [street.code // 10**6 % 1000 for street in ground().streets]
        return f"community{streets.index(int(whose[1:4])) + 1:02d}"
    return f"{kind}{whose.removeprefix('street')}" if kind else ""


def people_plans(land: Ground, units: dict[str, Unit]) -> list[Plan]:
    """Everybody, with a name that is the same every time."""
    chance = dice("people")
    return [Plan(post, names.person(chance)) for post in _posts(land, units)]


@transaction.atomic
def make_people(plans: list[Plan], at: datetime) -> list[LogIn]:
    """Create accounts and their grants, for a year, all of them or none; returns those who can log in."""
    setup, made = service("setup"), list[LogIn]()
    with _light_hashing():
        for post, name in plans:
            password = _password() if post.logs_in else None
            account = create_account(username=post.username, name=name, password=password, by=setup, at=at)
            for unit in post.units or (None,):
                _grant(account.id, post, unit, by=setup, at=at)
            if password is None:
                continue
            secret = _second_factor(account, at) if post.username in SECOND_FACTOR else ""
            made.append(LogIn(post.username, password, name, post.role, post.works, secret))
    return made


def _grant(account: UUID, post: _Post, unit: Unit | None, *, by: Actor, at: datetime) -> None:
    grant_role(
        account=account,
        role=post.role,
        place=unit.place_id if unit else post.place,
        unit=unit.id if unit else None,
        until=at + _LONG,
        reason="演示",
        by=by,
        at=at,
    )


def _second_factor(account: Any, at: datetime) -> str:
    """Give an account a second factor, as its owner would on the security page; returns the secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    kind = fact_kinds.get("access.change_factor")
    record(kind, subject=account.id, by=account.ref, at=at, payload=kind.payload("totp", "added"))
    return secret


def keep_logins(made: Iterable[LogIn], path: Path) -> None:
    """Write them where only the owner of the installation reads."""
    path.touch(mode=0o600)
    path.write_text("".join("\t".join(astuple(one)) + "\n" for one in made), encoding="utf-8")


def kept_logins(path: Path) -> list[LogIn]:
    """What `keep_logins` wrote."""
    return [LogIn(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]
