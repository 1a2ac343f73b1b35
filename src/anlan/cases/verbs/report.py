"""受理: a matter is noticed. Located, routed, put on the clock and receipted in one transaction; never lost."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction
from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from anlan.access.public import Actor, keep_person, require, scope_of
from anlan.cases.errors import AttachmentsTooMany, CapabilityUnknown, CategoryUnknown, KeyReused
from anlan.cases.forms import checked
from anlan.cases.hold import LONGEST_WORDS, check_said_at
from anlan.cases.intake import NewCase, Opened, open_case
from anlan.cases.models import Intake
from anlan.cases.photographs import MOST_ATTACHMENTS, StoredPhoto, keep_photographs
from anlan.cases.scheme import CasesSection
from anlan.cases.section import CASES
from anlan.cases.whereabouts import find
from anlan.kit.canonical import canonical
from anlan.kit.errors import AnlanError
from anlan.kit.sealing import seal, unseal
from anlan.kit.words import TextUnreadable, clean
from anlan.schemes.public import CapabilityUnknown as NotPublished
from anlan.schemes.public import Scheme, current

# 渠道: how a matter came in. Residents can only claim the first two.
Channel = Literal["portal", "api", "phone", "grid", "patrol", "mail", "email", "internal", "sensor", "other"]
_OPEN_CHANNELS = frozenset({"portal", "api"})
_MOST_OUTSIDE = 20_000


@with_config(ConfigDict(extra="forbid"))
class Contact(TypedDict, total=False):
    """How the reporter can be reached; all of it may be left out."""

    name: str
    phone: str


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets: the number, the secret to follow it, the hash that proves it."""

    case: UUID
    number: int
    token: str
    hash: str
    state: str
    place: int
    reported_at: str
    repeated: bool = False


def _scheme(name: str) -> tuple[Scheme, CasesSection]:
    try:
        scheme = current(name)
    except NotPublished:
        raise CapabilityUnknown(field="capability", name=name) from None
    return scheme, scheme.section(CASES)


def _check_category(section: CasesSection, category: str) -> str:
    if category and section.category(category) is None:
        known = ", ".join(each.code for each in section.categories)
        raise CategoryUnknown(field="category", category=category, known=known)
    return category


def _outside(given: dict[str, Any] | None) -> dict[str, Any]:
    """The source's own fields, storable and not endless."""
    given = given or {}
    try:
        plain = canonical(given).decode()
    except ValueError:  # half of a surrogate pair, NaN
        raise TextUnreadable(field="outside", what="NaN, half of a surrogate pair") from None
    clean(plain.replace("\\u0000", "\x00"), field="outside", longest=_MOST_OUTSIDE)
    return given


def _claim(source: str, key: str, digest: bytes, at: datetime) -> Receipt | int:
    """Take the key and draw the case's number, or return the answer the key was given before.

    A second sender waits here until the first is done. Raises `KeyReused` when the key came with another body.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_intake (source, key, digest, sealed_answer, at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING nextval('cases_number')",
            [source, key, digest, b"", at],
        )
        taken = cursor.fetchone()
    if taken is not None:
        return int(taken[0])
    standing = Intake.objects.get(source=source, key=key)
    if bytes(standing.digest) != digest:
        raise KeyReused(field="key")
    return _again(standing)


def _again(standing: Intake) -> Receipt:
    answer = json.loads(unseal("cases.intake", bytes(standing.sealed_answer)))
    return Receipt(**{**answer, "case": UUID(answer["case"]), "repeated": True})


def _answered_before(source: str, key: str, sent: dict[str, Any]) -> Receipt | None:
    """The receipt of the very same report: acknowledged stays acknowledged when it could not be taken anew today."""
    try:
        digest = hashlib.sha256(canonical(sent)).digest()
    except ValueError:
        return None
    standing = Intake.objects.filter(source=source, key=key, digest=digest).first()
    return _again(standing) if standing else None


def _new(sent: dict[str, Any], *, by: Actor, at: datetime) -> NewCase:
    """What was sent, checked against today's places and capabilities."""
    words = clean(sent["words"], field="words", longest=LONGEST_WORDS, required=True)
    check_said_at(sent["said_at"], at)
    if len(sent["photos"]) > MOST_ATTACHMENTS:
        raise AttachmentsTooMany(field="photos", most=MOST_ATTACHMENTS)
    scheme, section = _scheme(sent["capability"])
    return NewCase(
        scheme=scheme,
        category=_check_category(section, sent["category"]),
        channel=sent["channel"],
        where=find(**{name: sent[name] for name in ("lon", "lat", "crs", "place", "premises")}),
        words=words,
        answers=checked(section.form, sent["answers"]),
        address=clean(sent["address"], field="address", longest=300),
        source=_outside(sent["outside"]),
        said_at=sent["said_at"],
        reporter=by.ref if by.is_known and sent["channel"] == "portal" else None,
        photos=tuple(sent["photos"]),
    )


def _receipt(opened: Opened) -> Receipt:
    case = opened.case
    return Receipt(
        case=case.id,
        number=case.number,
        token=opened.token,
        hash=opened.fact.hash,
        state=str(case.state),
        place=case.place_reported,
        reported_at=case.reported_at.isoformat(),
    )


@transaction.atomic
def report(
    *,
    by: Actor,
    at: datetime,
    source: str,
    key: str,
    capability: str,
    words: str,
    category: str = "",
    channel: Channel = "portal",
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "WGS84",
    place: int | None = None,
    premises: UUID | None = None,
    address: str = "",
    answers: dict[str, Any] | None = None,
    contact: Contact | None = None,
    photos: tuple[StoredPhoto, ...] = (),
    said_at: datetime | None = None,
    outside: dict[str, Any] | None = None,
) -> Receipt:
    """Take a report. The same `(source, key)` gives the same receipt and one case, however often it is sent.

    `said_at` is what an offline device claims: at most 30 days old. `outside` holds the source system's own fields
    (for instance a promised deadline). `contact` goes to the vault, not to the case.
    Raises `KeyReused`, `CapabilityUnknown`, `CategoryUnknown`, `TextMissing`, `TextTooLong`, `TextUnreadable`,
    `TimeImpossible`, `PromiseWrong`, `AttachmentsTooMany`, and what `whereabouts.find` raises.
    """
    require(by, "cases.report")
    if (outside or channel not in _OPEN_CHANNELS) and scope_of(by, "cases.add_note").empty:
        require(by, "cases.triage")  # only staff and partner systems speak for another channel or source
    sent = {
        "capability": capability, "words": words, "category": category, "lon": lon, "lat": lat, "crs": crs,
        "place": place, "premises": premises, "address": address, "answers": answers or {}, "contact": contact or {},
        "photos": [photo.sha256 for photo in photos], "said_at": said_at, "outside": outside or {},
        "channel": channel,
    }  # fmt: skip
    try:
        new = _new(sent, by=by, at=at)
    except AnlanError:
        earlier = _answered_before(source, key, sent)
        if earlier is None:
            raise
        return earlier
    claimed = _claim(source, key, hashlib.sha256(canonical(sent)).digest(), at)
    if isinstance(claimed, Receipt):
        return claimed
    opened = open_case(new, by=by, at=at, number=claimed)
    keep_photographs(opened.case, photos, stage="report", by=by.ref, at=at)
    if contact and any(contact.values()):
        place, name = opened.case.place_scope, opened.case.capability
        keep_person(
            by=by, at=at, subject=opened.case.id, role="reporter", place=place, capability=name, **contact
        )
    receipt = _receipt(opened)
    answer = canonical(asdict(receipt))
    Intake.objects.filter(source=source, key=key).update(
        case=opened.case.id, sealed_answer=seal("cases.intake", answer)
    )
    return receipt
