"""What an installer does once: places, units, accounts and the capability, by the rooms' own verbs."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from anlan.access.public import Actor, create_account, grant_role, service
from anlan.interop.replay.capability import write_capability
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.places import Codes
from anlan.interop.replay.rows import Read
from anlan.kit.texts import Text
from anlan.parties.public import Organisation, add_organisation, add_unit, units_in
from anlan.places.public import Place, add_place
from anlan.schemes.public import publish

GRANTED_FOR = timedelta(days=400)  # the longest that `grant_role` gives; see `renew`
RENEWED_AFTER = timedelta(days=390)


@dataclass(frozen=True)
class Desk:
    """One account that signs in. `unit`: the code of a handler's unit; `secret`: of its authenticator, if any."""

    username: str
    password: str
    role: str
    account: str = ""
    unit: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Installed:
    """What the driver needs to know: ids of units by code, and who signs in with what."""

    units: dict[str, UUID]
    desks: dict[str, Desk]


def _planned(mapping: Mapping) -> dict[str, Desk]:
    """One operator, one checker, one handler a unit. The passwords are random and stay in the state folder."""
    plan = {"operator": ("operator", ""), "checker": ("checker", "")}
    plan |= {unit.code: ("handler", unit.code) for unit in mapping.units}
    return {
        name: Desk(f"replay.{name.replace('_', '-')}", secrets.token_urlsafe(24), role, "", unit)
        for name, (role, unit) in plan.items()
    }


def _named(text: Text, name: str) -> dict[str, str]:
    return {"name_zh": text.zh.replace("{name}", name), "name_en": text.en.replace("{name}", name)}


def _places(codes: Codes, mapping: Mapping, *, by: Actor, at: datetime) -> None:
    title = mapping.district.title
    add_place(code=codes.district, name_zh=title.zh, name_en=title.en, by=by, at=at)
    for street, code in codes.streets.items():
        add_place(code=code, **_named(mapping.street, street), by=by, at=at)
    for (_, community), code in codes.communities.items():
        add_place(code=code, **_named(mapping.community, community), by=by, at=at)


def _units(codes: Codes, mapping: Mapping, *, by: Actor, at: datetime) -> dict[str, UUID]:
    title = mapping.district.title
    city = add_organisation(
        code="city", name_zh=title.zh, name_en=title.en, kind=Organisation.Kind.GOVERNMENT, by=by, at=at
    )
    made = {}
    for unit in mapping.units:
        made[unit.code] = add_unit(
            code=unit.code, name_zh=unit.title.zh, name_en=unit.title.en, roles=[unit.code],
            place=codes.district, organisation=city.id, by=by, at=at,
        ).id  # fmt: skip
    return made


def _grant(desk: Desk, units: dict[str, UUID], *, by: Actor, at: datetime, district: int) -> None:
    grant_role(
        account=UUID(desk.account), role=desk.role, place=district, until=at + GRANTED_FOR,
        unit=units.get(desk.unit), by=by, at=at, reason="replay",
    )  # fmt: skip


def _accounts(
    desks: dict[str, Desk], mapping: Mapping, *, by: Actor, at: datetime
) -> Iterator[tuple[str, Desk]]:
    titles = {unit.code: unit.title.zh for unit in mapping.units} | {"operator": "坐席", "checker": "核查员"}
    for name, desk in desks.items():
        account = create_account(
            username=desk.username,
            name=f"回放·{titles[name]}",
            password=desk.password,
            by=by,
            at=at,
            language="en",
        )
        yield name, Desk(desk.username, desk.password, desk.role, str(account.id), desk.unit)


def _keep(path: Path, desks: dict[str, Desk]) -> None:
    """Readable by its owner only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({name: asdict(desk) for name, desk in desks.items()}, file)
        file.flush()
        os.fsync(file.fileno())


def _kept(path: Path) -> dict[str, Desk]:
    return {name: Desk(**desk) for name, desk in json.loads(path.read_text()).items()}


@transaction.atomic
def _install(folder: Path, mapping: Mapping, read: Read, codes: Codes, at: datetime) -> None:
    setup = service("setup")
    publish(write_capability(folder, mapping, read.types), by=setup, at=at)
    _places(codes, mapping, by=setup, at=at)
    units = _units(codes, mapping, by=setup, at=at)
    desks = dict(_accounts(_planned(mapping), mapping, by=setup, at=at))
    for desk in desks.values():
        _grant(desk, units, by=setup, at=at, district=codes.district)
    # Inside the transaction: an account nobody has the password of must not be committed.
    _keep(folder / "desks.json", desks)


def install(folder: Path, mapping: Mapping, read: Read, codes: Codes, at: datetime) -> Installed:
    """Set up an empty database, or find what an earlier run set up. All of it or nothing.

    `folder` keeps the capability and the passwords. Raises `CapabilityUnsound` and what the rooms' verbs raise.
    """
    try:
        if not Place.objects.filter(pk=codes.district).exists():
            _install(folder, mapping, read, codes, at)
        units = {unit.code: unit.id for unit in units_in(codes.district)}
        return Installed(units, _kept(folder / "desks.json"))
    finally:
        _let_go()


def renew(installed: Installed, at: datetime) -> None:
    """Grant every role again: a grant ends after 400 days at most, and a replay runs over years."""
    district = settings.ANLAN_DISTRICT * 10**9
    try:
        with transaction.atomic():
            for desk in installed.desks.values():
                _grant(desk, installed.units, by=service("setup"), at=at, district=district)
    finally:
        _let_go()


def _let_go() -> None:
    """The driver works over HTTP; a connection kept meanwhile would not survive a killed database."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
