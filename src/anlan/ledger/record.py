"""Append one fact, in the transaction of the change it tells of."""

from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection

from anlan.kit.copying import NULL, escaped
from anlan.kit.ids import new_id
from anlan.kit.planned import Statement, run, together
from anlan.ledger.digests import DIGESTS, chosen
from anlan.ledger.errors import NotInTransaction, SubjectHasFacts
from anlan.ledger.kinds import FactKind
from anlan.ledger.payloads import check_code, moment_text

VERSION = 1
P = TypeVar("P")

COLUMNS = (
    "id", "subject", "seq", "kind", "room", "capability", "place", "actor", "at", "said_at", "recorded_at", "batch",
    "about", "payload", "body", "prev", "hash", "alg", "version",
)  # fmt: skip
DIGEST = COLUMNS.index("hash")

# The types of COLUMNS, for a statement whose values stand in a SELECT.
_KINDS = (
    "uuid", "uuid", "int", "text", "text", "text", "bigint", "text", "timestamptz", "timestamptz", "timestamptz",
    "uuid", "uuid", "jsonb", "bytea", "bytea", "bytea", "smallint", "smallint",
)  # fmt: skip
_INSERT = f"""INSERT INTO ledger_fact ({", ".join(COLUMNS)})
    SELECT {", ".join(f"%s::{kind}" for kind in _KINDS)}"""
_APPEND = f"WITH fact AS ({_INSERT} RETURNING id) INSERT INTO ledger_pending (fact_id) SELECT id FROM fact"  # noqa: S608
# For the WITH clause of a statement that makes a subject and its first fact: appended as often as `claim` has rows.
FIRST_FACT = f"""fact AS ({_INSERT} FROM claim RETURNING id),
pending AS (INSERT INTO ledger_pending (fact_id) SELECT id FROM fact)"""  # noqa: S608


class Recorded(NamedTuple):
    """The appended fact: its id, its number in the chain, its hash in hex (what a receipt shows)."""

    id: UUID
    seq: int
    hash: str


def record(
    kind: FactKind[P],
    *,
    subject: UUID,
    by: str,
    at: datetime,
    payload: P,
    capability: str = "",
    place: int | None = None,
    said_at: datetime | None = None,
    batch: UUID | None = None,
    about: UUID | None = None,
    first: bool = False,
) -> Recorded:
    """Append a fact to `subject`'s chain; it stands or falls with the surrounding transaction.

    `by` is an actor's ref. `at` is when the server accepted it, `said_at` what an offline device claims.
    `batch` ties the facts of one import together so that it can be undone. `about` is whom or what the fact
    concerns when the chain is another's (a read of a person's record lies in the reader's chain). `first`
    says that the subject was made in this transaction: no lock, no look-up.

    Raises `NotInTransaction`, `PayloadRefused` (naming the field), `SubjectHasFacts`.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    seq, prev = (1, None) if first else _next(subject)
    row = _row(
        kind, payload, prev, subject=subject, seq=seq, by=by, at=at, capability=capability, place=place,
        said_at=said_at, batch=batch, about=about,
    )  # fmt: skip
    try:
        run(_APPEND, row)
    except IntegrityError as error:
        raise SubjectHasFacts from error
    return Recorded(row[0], seq, row[DIGEST].hex())


# The chain's lock and its end, for a caller that sends them together with statements of its own, in this order.
CHAIN_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))::text"
CHAIN_END = "SELECT seq, hash FROM ledger_fact WHERE subject = %s ORDER BY seq DESC LIMIT 1"


class ChainEnd(NamedTuple):
    """The last fact of a chain that this transaction has locked."""

    seq: int
    hash: bytes

    @staticmethod
    def questions(subject: UUID) -> tuple[Statement, Statement]:
        """What to send; the second one's row is the end."""
        return (CHAIN_LOCK, [f"ledger:{subject}"]), (CHAIN_END, [subject])


def next_fact(
    kind: FactKind[P],
    *,
    end: ChainEnd,
    subject: UUID,
    by: str,
    at: datetime,
    payload: P,
    capability: str = "",
    place: int | None = None,
    said_at: datetime | None = None,
    batch: UUID | None = None,
) -> tuple[Recorded, Statement]:
    """The fact after `end` and the statement that appends it, for a caller that sends it with others.

    Raises `NotInTransaction`, `PayloadRefused`.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    row = _row(
        kind, payload, end.hash, subject=subject, seq=end.seq + 1, by=by, at=at, capability=capability, place=place,
        said_at=said_at, batch=batch,
    )  # fmt: skip
    return Recorded(row[0], end.seq + 1, row[DIGEST].hex()), (_APPEND, row)


def first_fact(
    kind: FactKind[P],
    *,
    subject: UUID,
    by: str,
    at: datetime,
    payload: P,
    capability: str = "",
    place: int | None = None,
    said_at: datetime | None = None,
) -> tuple[Recorded, list[Any]]:
    """The fact with which a chain begins, and the values of `FIRST_FACT`: for a statement that also makes the subject.

    Nobody else can know the subject yet, so there is nothing to lock and nothing to look up. That one
    statement keeps both or neither. Raises `PayloadRefused`.
    """
    row = _row(
        kind,
        payload,
        None,
        subject=subject,
        seq=1,
        by=by,
        at=at,
        capability=capability,
        place=place,
        said_at=said_at,
    )
    return Recorded(row[0], 1, row[DIGEST].hex()), row


def _row(
    kind: FactKind[P], payload: P, prev: bytes | None, *, subject: UUID, seq: int, by: str, at: datetime,
    capability: str, place: int | None, said_at: datetime | None, batch: UUID | None = None, about: UUID | None = None,
) -> list[Any]:  # fmt: skip
    check_code(by, "by")
    check_code(capability, "capability")
    header: dict[str, Any] = {
        "id": new_id(), "subject": subject, "seq": seq, "kind": kind.name, "room": kind.room,
        "capability": capability, "place": place, "actor": by, "at": at, "said_at": said_at,
        # The machine's own clock, also in a replay: a receipt must not say it is older than it is.
        "recorded_at": datetime.now(UTC),  # edge: the machine's own clock, whatever is simulated
        "batch": batch, "about": about,
    }  # fmt: skip
    return row_of(header, kind.shape.text(payload), prev)


class Said(NamedTuple):
    """What is hashed of a fact: ids, moments and `prev` (hex) as `canonical` writes them, empty where there is none.

    `payload` is its `shape.text`.
    """

    id: str
    subject: str
    seq: int
    kind: str
    room: str
    capability: str
    place: int | None
    actor: str
    at: str
    said_at: str
    recorded_at: str
    batch: str
    about: str
    payload: str
    prev: str
    alg: int


def row_of(header: dict[str, Any], payload: str, prev: bytes | None) -> list[Any]:
    """The values of `COLUMNS`: what is hashed, its hash, and the columns that repeat it."""
    ids = {name: str(header[name] or "") for name in ("id", "subject", "batch", "about")}
    moments = {
        name: moment_text(header[name]) if header[name] else "" for name in ("at", "said_at", "recorded_at")
    }
    said = Said(
        **{**header, **ids, **moments}, payload=payload, prev=prev.hex() if prev else "", alg=chosen()
    )
    body = body_of(said).encode()
    return [*header.values(), payload, body, prev, DIGESTS[said.alg](body), said.alg, VERSION]


def body_of(said: Said) -> str:
    """`canonical` of the whole fact, put together by hand: every code was checked, so that nothing needs escaping."""
    # Names of one's own are quicker to read than fields.
    (id, subject, seq, kind, room, capability, place, actor, at, said_at, recorded_at, batch, about, payload, prev,
     alg) = said  # fmt: skip
    return (
        f'{{"about":{_quoted(about)},"actor":"{actor}","alg":{alg},"at":"{at}","batch":{_quoted(batch)},'
        f'"capability":"{capability}","id":"{id}","kind":"{kind}","payload":{payload},'
        f'"place":{"null" if place is None else place},"prev":{_quoted(prev)},"recorded_at":"{recorded_at}",'
        f'"room":"{room}","said_at":{_quoted(said_at)},"seq":{seq},"subject":"{subject}","v":{VERSION}}}'
    )


def line_of(said: Said) -> tuple[str, str]:
    """The values of `COLUMNS` as a line of COPY, and the hash in hex."""
    text = body_of(said)
    body = text.encode()
    made, payload, actor, capability = (
        DIGESTS[said.alg](body).hex(),
        said.payload,
        said.actor,
        said.capability,
    )
    # Rare: most are codes, and none says "None".
    if "\\" in text or not text.isascii() or NULL in (actor, capability):
        text, payload = f"\\\\x{body.hex()}", escaped(payload)
        actor, capability = escaped(actor), escaped(capability)
    prev = f"\\\\x{said.prev}" if said.prev else NULL
    line = (
        f"{said.id}\t{said.subject}\t{said.seq}\t{said.kind}\t{said.room}\t{capability}\t{said.place}\t"
        f"{actor}\t{said.at}\t{said.said_at or NULL}\t{said.recorded_at}\t{said.batch or NULL}\t"
        f"{said.about or NULL}\t{payload}\t{text}\t{prev}\t\\\\x{made}\t{said.alg}\t{VERSION}"
    )
    return line, made


def _quoted(text: str) -> str:
    return f'"{text}"' if text else "null"


def _next(subject: UUID) -> tuple[int, bytes | None]:
    """One round trip, two statements: the second sees what was committed while the first one waited."""
    _, ends = together(*ChainEnd.questions(subject))
    return (ends[0][0] + 1, ends[0][1]) if ends else (1, None)
