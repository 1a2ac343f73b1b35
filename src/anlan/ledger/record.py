"""Append one fact, in the transaction of the change it tells of."""

from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection

from anlan.kit.asking import run
from anlan.kit.canonical import canonical
from anlan.kit.ids import new_id
from anlan.ledger.digests import DIGESTS, chosen
from anlan.ledger.errors import NotInTransaction, SubjectHasFacts
from anlan.ledger.kinds import FactKind
from anlan.ledger.payloads import check_code

VERSION = 1
P = TypeVar("P")

# Two statements in one round trip: the second must see what was committed while the first one waited.
_LAST = """SELECT pg_advisory_xact_lock(hashtextextended(%s, 0));
SELECT seq, hash FROM ledger_fact WHERE subject = %s ORDER BY seq DESC LIMIT 1"""

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

    Nobody else can know the subject yet, so there is nothing to lock and nothing to look up. Raises like `record`.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
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
    return row_of(header, kind.shape.plain(payload), prev)


def row_of(header: dict[str, Any], payload: dict[str, object], prev: bytes | None) -> list[Any]:
    """The values of `COLUMNS`: what is hashed, its hash, and the columns that repeat it."""
    alg, text = chosen(), canonical(payload).decode()
    body = _body(header, text, prev, alg).encode()
    return [*header.values(), text, body, prev, DIGESTS[alg](body), alg, VERSION]


def _body(header: dict[str, Any], payload: str, prev: bytes | None, alg: int) -> str:
    """`canonical` of the whole fact, put together by hand: every code was checked, so that nothing needs escaping."""
    place = "null" if header["place"] is None else header["place"]
    return (
        f'{{"about":{_quoted(header["about"])},"actor":"{header["actor"]}","alg":{alg},"at":{_moment(header["at"])},'
        f'"batch":{_quoted(header["batch"])},"capability":"{header["capability"]}","id":"{header["id"]}",'
        f'"kind":"{header["kind"]}","payload":{payload},"place":{place},'
        f'"prev":{_quoted(prev.hex() if prev else None)},"recorded_at":{_moment(header["recorded_at"])},'
        f'"room":"{header["room"]}","said_at":{_moment(header["said_at"])},"seq":{header["seq"]},'
        f'"subject":"{header["subject"]}","v":{VERSION}}}'
    )


def _quoted(value: object | None) -> str:
    return "null" if value is None else f'"{value}"'


def _moment(at: datetime | None) -> str:
    if at is None:
        return "null"
    if at.tzinfo is None:
        raise ValueError("a time without a zone has no canonical form")
    return f'"{at.astimezone(UTC).isoformat(timespec="microseconds")[:-6]}Z"'


def _next(subject: UUID) -> tuple[int, bytes | None]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [f"ledger:{subject}", subject])
        cursor.nextset()
        last = cursor.fetchone()
    return (last[0] + 1, bytes(last[1])) if last else (1, None)
