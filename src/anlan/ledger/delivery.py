"""Tell a seal's root to an address outside, so that nobody can sign another history in silence."""

import os
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
from django.db import connection

from anlan.kit.canonical import canonical
from anlan.ledger.errors import SealAddressUnknown, SealNotTaken
from anlan.ledger.seals import Seal, seal_numbered

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def address() -> str:
    """`ANLAN_SEAL_ADDRESS`: `file:/path`, `https://…`, or `http://` to this machine; empty when unset."""
    return os.environ.get("ANLAN_SEAL_ADDRESS", "")


def deliver(number: int, *, at: datetime) -> bool:
    """Send seal `number` to the address once; False when no address is set or it was delivered already.

    Raises `SealNotTaken` (the job is tried again), `SealAddressUnknown`.
    """
    where, made = address(), seal_numbered(number)
    if not where or made is None or _delivered(number, where):
        return False
    _send(made, where)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_delivery (seal_id, address, delivered_at) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            [number, where, at],
        )
    return True


def undelivered() -> list[int]:
    """Numbers of the seals that have not reached the present address; empty when none is set."""
    where = address()
    if not where:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM ledger_seal s WHERE NOT EXISTS "
            "(SELECT FROM ledger_delivery d WHERE d.seal_id = s.id AND d.address = %s) ORDER BY s.id",
            [where],
        )
        return [row[0] for row in cursor.fetchall()]


def _delivered(number: int, where: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM ledger_delivery WHERE seal_id = %s AND address = %s", [number, where])
        return cursor.fetchone() is not None


def _send(made: Seal, where: str) -> None:
    parts = urlsplit(where)
    if parts.scheme == "file" and parts.path:
        _append(made, Path(unquote(parts.path)))
    elif parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        _post(made, where)
    else:
        raise SealAddressUnknown(address=f"{parts.scheme}:…")


def _append(made: Seal, path: Path) -> None:
    try:
        with path.open("ab") as file:
            file.write(canonical(made.told()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SealNotTaken(seal=made.id, answer=type(error).__name__) from error


def _post(made: Seal, where: str) -> None:
    try:
        # The address is the district's own setting; a redirect could carry the seal somewhere nobody chose.
        answer = httpx.post(
            where,
            content=canonical(made.told()),
            headers={"Content-Type": "application/json"},
            timeout=10,
            follow_redirects=False,
        )
    except httpx.HTTPError as error:
        raise SealNotTaken(seal=made.id, answer=type(error).__name__) from error
    if not answer.is_success:
        raise SealNotTaken(seal=made.id, answer=answer.status_code)
