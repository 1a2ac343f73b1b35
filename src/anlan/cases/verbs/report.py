"""受理: a matter is noticed. Located, routed, put on the clock and receipted in one transaction; never lost."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
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
from anlan.cases.whereabouts import code_in_district, find, likely
from anlan.kit.asking import Question, ask
from anlan.kit.canonical import canonical
from anlan.kit.errors import AnlanError
from anlan.kit.sealing import seal, unseal
from anlan.kit.words import TextUnreadable, clean
from anlan.parties.public import Nearest, which_units
from anlan.places.public import Boundaries, whether_open, which_boundaries
from anlan.schemes.public import CapabilityUnknown as NotPublished
from anlan.schemes.public import Scheme, which_is_current

# 渠道: how a matter came in. Residents can only claim the first two.
Channel = Literal["portal", "api", "phone", "grid", "patrol", "mail", "email", "internal", "sensor", "other"]
_OPEN_CHANNELS = frozenset({"portal", "api"})
_MOST_OUTSIDE = 20_000


class Known(NamedTuple):
    """What a report has to know of the present."""

    scheme: Scheme
    boundaries: Boundaries
    is_open: bool
    units: Nearest
    earlier: Intake | None
    number: int


@with_config(ConfigDict(extra="forbid"))
class Contact(TypedDict, total=False):
    """How the reporter can be reached; all of it may be left out."""

    name: str
    phone: str
    email: str


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


def _earlier(source: str, key: str) -> Question[Intake | None]:
    """The report that came with this key before, if one did."""

    def read(found: list[str] | None) -> Intake | None:
        if found is None:
            return None
        digest, answer = map(bytes.fromhex, found)
        return Intake(source=source, key=key, digest=digest, sealed_answer=answer)

    return Question(
        "SELECT json_build_array(encode(digest, 'hex'), encode(sealed_answer, 'hex')) FROM cases_intake"
        " WHERE source = %s AND key = %s",
        (source, key),
        read,
    )


_NUMBER = Question("SELECT nextval('cases_number')", (), int)


def _same(standing: Intake | None, digest: bytes) -> Receipt:
    """The answer the key was given before. Raises `KeyReused` when it came with another body."""
    if standing is None or bytes(standing.digest) != digest:
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


def _look(sent: dict[str, Any], source: str, key: str, at: datetime) -> Known:
    """Everything a report has to know of the present, in one statement.

    The units are those of the place the report will probably lie in: it turns out while the answer is read.
    Raises `CapabilityUnknown`, `FrameTooLong` and what `to_wgs84` raises.
    """
    probably = likely(sent["lon"], sent["lat"], sent["crs"], sent["place"])
    try:
        return Known(
            *ask(
                which_is_current(sent["capability"]),
                which_boundaries(settings.ANLAN_DISTRICT),
                whether_open(code_in_district(sent["place"])),
                which_units(probably, at),
                _earlier(source, key),
                _NUMBER,
            )
        )
    except NotPublished:
        raise CapabilityUnknown(field="capability", name=sent["capability"]) from None


def _new(sent: dict[str, Any], words: str, known: Known, *, by: Actor) -> NewCase:
    """What was sent, checked against today's places and capabilities."""
    section = known.scheme.section(CASES)
    category = _check_category(section, sent["category"])
    where = {name: sent[name] for name in ("lon", "lat", "crs", "place", "premises")}
    return NewCase(
        scheme=known.scheme,
        category=category,
        channel=sent["channel"],
        where=find(**where, present=known.boundaries, is_open=known.is_open),
        words=words,
        answers=checked(section.form, sent["answers"]),
        address=clean(sent["address"], field="address", longest=300),
        source=_outside(sent["outside"]),
        said_at=sent["said_at"],
        reporter=by.ref if by.is_known and sent["channel"] == "portal" else None,
        photos=tuple(sent["photos"]),
        units=known.units,
    )


def _checked_words(sent: dict[str, Any], at: datetime) -> str:
    """What can be judged without asking anybody: the words, cleaned."""
    words = clean(sent["words"], field="words", longest=LONGEST_WORDS, required=True)
    check_said_at(sent["said_at"], at)
    if len(sent["photos"]) > MOST_ATTACHMENTS:
        raise AttachmentsTooMany(field="photos", most=MOST_ATTACHMENTS)
    return words


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
        words = _checked_words(sent, at)
        known = _look(sent, source, key, at)
        new = _new(sent, words, known, by=by)
    except AnlanError:
        earlier = _answered_before(source, key, sent)
        if earlier is None:
            raise
        return earlier
    digest = hashlib.sha256(canonical(sent)).digest()
    if known.earlier is not None:
        return _same(known.earlier, digest)
    opened = open_case(new, by=by, at=at, number=known.number)
    receipt = _receipt(opened)
    sealed = seal("cases.intake", canonical(asdict(receipt)))
    intake = Intake(source=source, key=key, digest=digest, case=opened.case.id, sealed_answer=sealed, at=at)
    if not opened.write(intake):  # another sender of this key was first, and has committed by now
        return _same(_earlier(source, key).ask(), digest)
    keep_photographs(opened.case, photos, stage="report", by=by.ref, at=at)
    if contact and any(contact.values()):
        place, name = opened.case.place_scope, opened.case.capability
        keep_person(
            by=by, at=at, subject=opened.case.id, role="reporter", place=place, capability=name, **contact
        )
    return receipt
