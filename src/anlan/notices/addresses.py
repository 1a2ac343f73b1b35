"""Where a reader can be reached by one way. Addresses of residents stay in the vault until the moment of sending."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from anlan.access.public import reachable, service, use_contact
from anlan.kit.keyed import keyed
from anlan.kit.sealing import unseal
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import Ways
from anlan.notices.models import Address, Consent, Preference
from anlan.notices.registries import RESIDENT_ROLE, matter_of
from anlan.parties.public import unit_by_id

PURPOSE = "notices.address"


@dataclass(frozen=True)
class Target:
    """One address in clear, for the length of one send."""

    value: str = field(repr=False)


def digest_of(channel: str, value: str) -> str:
    """What is remembered of an address that is kept elsewhere: useless without the deployment's secret."""
    named = str(json.loads(value)["endpoint"]) if channel == "push" else value.strip().lower()
    return keyed("address", f"{channel}|{named}").hex()


def unit_code(reader: str) -> str:
    """The code of `unit:<id>`; "" for one that is closed."""
    found = unit_by_id(UUID(reader.partition(":")[2]))
    return str(found.code) if found else ""


def reaches(reader: str, channel: str, subject: UUID, ways: Ways) -> bool:
    """Whether `reader` could be told by `channel` about `subject`. Opens nothing and decides nothing about when."""
    kind = reader.partition(":")[0]
    if channel not in ways.adapters:
        return False
    if kind == "unit":
        return "unit" in WAYS[channel].reaches and bool(ways.group_address(channel, unit_code(reader)))
    if kind == "account":
        return "staff" in WAYS[channel].reaches and _staff_reached(reader, channel)
    if kind == "reporter" and "resident" in WAYS[channel].reaches:
        agreed = Consent.objects.filter(subject=subject, reader=reader, channels__contains=[channel]).exists()
        lost = Address.objects.filter(owner=reader, channel=channel, unusable_at__isnull=False).exists()
        return agreed and not lost
    return False


def _staff_reached(reader: str, channel: str) -> bool:
    account = reader.partition(":")[2]
    if Preference.objects.filter(account=account, off__contains=[channel]).exists():
        return False
    own = Address.objects.filter(owner=reader, channel=channel).exclude(sealed=b"")
    if own.exists():
        return own.filter(unusable_at__isnull=True).exists()
    if channel != "email":
        return False
    found = reachable(reader)
    return bool(found and found.email and not _lost(reader, channel, found.email))


def _lost(reader: str, channel: str, value: str) -> bool:
    known = Address.objects.filter(owner=reader, channel=channel, digest=digest_of(channel, value))
    return known.filter(unusable_at__isnull=False).exists()


def targets(reader: str, channel: str, subject: UUID, ways: Ways, at: datetime) -> list[Target]:
    """The addresses to send to now; several browsers for push, one for everything else. Empty: none is left."""
    kind = reader.partition(":")[0]
    if not reaches(reader, channel, subject, ways):
        return []
    if kind == "unit":
        return [Target(ways.group_address(channel, unit_code(reader)))]
    if kind == "account":
        return _staff_targets(reader, channel)
    return _resident_targets(reader, channel, subject, at)


def _staff_targets(reader: str, channel: str) -> list[Target]:
    found = reachable(reader)
    if found is None:  # the account was closed meanwhile
        return []
    own = Address.objects.filter(owner=reader, channel=channel, unusable_at__isnull=True).exclude(sealed=b"")
    kept = [Target(unseal(PURPOSE, bytes(row.sealed)).decode()) for row in own.order_by("kept_at")]
    if kept:
        return kept if channel == "push" else kept[-1:]
    return [Target(found.email)] if channel == "email" and found.email else []


def _resident_targets(reader: str, channel: str, subject: UUID, at: datetime) -> list[Target]:
    """From the vault, as the program `notices`; its use is recorded. A contact that was erased gives none."""
    matter = matter_of(subject)
    if matter is None or matter.reporter != reader:
        return []
    people = use_contact(
        subject=subject,
        role=RESIDENT_ROLE,
        place=matter.place,
        capability=matter.capability,
        by=service("notices"),
        at=at,
    )
    field_of = {"sms": "phone", "email": "email"}[channel]
    values = [getattr(one.contact, field_of) for one in people if one.contact is not None]
    return [Target(value) for value in values if value and not _lost(reader, channel, value)][:1]


def language_of(reader: str, subject: UUID) -> str:
    """The language in which `reader` is written to."""
    found = reachable(reader)
    if found is not None:
        return found.language
    agreed = Consent.objects.filter(subject=subject, reader=reader).values_list("language", flat=True).first()
    return str(agreed or "zh-hans")
