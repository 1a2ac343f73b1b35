"""Seals: signed Merkle roots over ranges of positions, each chained to the one before."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

_COLUMNS = (
    "id, from_position, to_position, sealed_at, root, blocks, prev, body, hash, alg, key, public_key, "
    "signature"
)


@dataclass(frozen=True)
class Seal:
    """A signed statement about the facts of positions `from_position` to `to_position`, both included."""

    id: int
    from_position: int
    to_position: int
    sealed_at: datetime
    root: bytes
    blocks: bytes
    prev: bytes | None
    body: bytes
    hash: bytes
    alg: int
    key: str
    public_key: bytes
    signature: bytes

    def told(self) -> dict[str, object]:
        """What is sent outside: everything needed to check the signature there."""
        return {
            "seal": self.id, "root": self.root.hex(), "body": self.body.decode(), "alg": self.alg,
            "key": self.key, "public_key": self.public_key.hex(), "signature": self.signature.hex(),
        }  # fmt: skip


def _seals(condition: str, values: list[Any]) -> list[Seal]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM ledger_seal {condition}", values)  # noqa: S608  constants
        return [_seal(row) for row in cursor.fetchall()]


def _seal(row: tuple[Any, ...]) -> Seal:
    values: list[Any] = [bytes(value) if isinstance(value, memoryview) else value for value in row]
    return Seal(*values)


def last_seal() -> Seal | None:
    """The newest seal."""
    return next(iter(_seals("ORDER BY id DESC LIMIT 1", [])), None)


def seal_of(position: int) -> Seal | None:
    """The seal over `position`; None while it is not sealed."""
    found = _seals("WHERE to_position >= %s ORDER BY to_position LIMIT 1", [position])
    return found[0] if found and found[0].from_position <= position else None


def seal_numbered(number: int) -> Seal | None:
    """The seal of this number."""
    return next(iter(_seals("WHERE id = %s", [number])), None)


def all_seals() -> list[Seal]:
    """Every seal in order: one a day."""
    return _seals("ORDER BY id", [])


def stated(body: bytes) -> dict[str, Any]:
    """What a seal's signed body says; empty when it cannot be read."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def alg_used(alg: int) -> bool:
    """Whether a seal of this family exists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger_seal WHERE alg = %s)", [alg])
        row = cursor.fetchone()
    return bool(row and row[0])


def keep(made: Seal) -> None:
    """Add a seal; there is no way to change or remove one."""
    values: list[Any] = [getattr(made, name.strip()) for name in _COLUMNS.split(",")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_seal ({_COLUMNS}) "  # noqa: S608  constant columns
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            values,
        )
