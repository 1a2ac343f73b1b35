"""受理: a matter is noticed. Located, routed, put on the clock and receipted in one transaction; never lost."""

import hashlib
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from anlan.access.public import Actor, keep_person, require, scope_of
from anlan.cases.errors import AttachmentsTooMany, CapabilityUnknown, CategoryUnknown
from anlan.cases.files.photographs import MOST_ATTACHMENTS, StoredPhoto, keep_photographs
from anlan.cases.hold import LONGEST_WORDS, check_said_at
from anlan.cases.models import Intake
from anlan.cases.opening.intake import NewCase, Opened, open_case
from anlan.cases.opening.receipts import Receipt, answered_before, earlier, same
from anlan.cases.opening.whereabouts import code_in_district, find, likely
from anlan.cases.scheme.answers import checked
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.kit.asking import Question, ask
from anlan.kit.canonical import canonical
from anlan.kit.errors import AnlanError
from anlan.kit.sealing import seal
from anlan.kit.words import TextUnreadable, clean
from anlan.parties.public import Nearest, which_units
from anlan.places.public import Boundaries, whether_open, which_boundaries
from anlan.schemes.public import CapabilityUnknown as NotPublished
from anlan.schemes.public import Scheme, which_is_current

# 渠道: how a matter came in. Residents can only claim the first two.
Channel = Literal["portal", "api", "phone", "grid", "patrol", "mail", "email", "internal", "sensor", "other"]
_OPEN_CHANNELS = frozenset({"portal", "api"})
_MOST_OUTSIDE = 20_000
_AS_SENT = (
    "capability", "words", "category", "lon", "lat", "crs", "place", "premises", "address", "said_at", "channel",
)  # fmt: skip


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


_NUMBER = Question("SELECT nextval('cases_number')", (), int)


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
                earlier(source, key),
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


def _sent(given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as its digest is taken of it: whoever sends it again sends the same."""
    return {
        **{name: given[name] for name in _AS_SENT},
        "answers": given["answers"] or {},
        "contact": given["contact"] or {},
        "photos": [photo.sha256 for photo in given["photos"]],
        "outside": given["outside"] or {},
    }


def _keep(
    opened: Opened,
    intake: Intake,
    photos: tuple[StoredPhoto, ...],
    contact: Contact,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Write all of it, or nothing where another sender of this key was first. One statement is its own transaction."""
    told = any(contact.values())
    if not photos and not told and not connection.in_atomic_block:
        return opened.write(intake)
    with transaction.atomic():
        if not opened.write(intake):
            return False
        case = opened.case
        if photos:
            keep_photographs(case, photos, stage="report", by=by.ref, at=at)
        if told:
            keep_person(
                by=by, at=at, subject=case.id, role="reporter", place=case.place_scope, capability=case.capability,
                **contact,
            )  # fmt: skip
    return True


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
    sent = _sent(locals())
    _require(by, channel, outside)
    return _taken(sent, source, key, photos, by=by, at=at)


def _require(by: Actor, channel: str, outside: dict[str, Any] | None) -> None:
    require(by, "cases.report")
    if (outside or channel not in _OPEN_CHANNELS) and scope_of(by, "cases.add_note").empty:
        require(by, "cases.triage")  # only staff and partner systems speak for another channel or source


def _taken(
    sent: dict[str, Any], source: str, key: str, photos: tuple[StoredPhoto, ...], *, by: Actor, at: datetime
) -> Receipt:
    try:
        words = _checked_words(sent, at)
        known = _look(sent, source, key, at)
        new = _new(sent, words, known, by=by)
    except AnlanError:
        before = answered_before(source, key, sent)
        if before is None:
            raise
        return before
    digest = hashlib.sha256(canonical(sent)).digest()
    if known.earlier is not None:
        return same(known.earlier, digest)
    opened = open_case(new, by=by, at=at, number=known.number)
    receipt = _receipt(opened)
    sealed = seal("cases.intake", canonical(vars(receipt)))
    intake = Intake(source=source, key=key, digest=digest, case=opened.case.id, sealed_answer=sealed, at=at)
    if not _keep(opened, intake, photos, sent["contact"], by=by, at=at):
        return same(earlier(source, key).ask(), digest)  # another sender of this key has committed by now
    return receipt
