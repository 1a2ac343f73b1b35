"""The one canonical form of a JSON value: what is hashed, signed or compared byte by byte."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone has no canonical form")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, UUID | date | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ENCODER = json.JSONEncoder(
    default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical(value: object) -> bytes:
    """Canonical UTF-8 JSON: keys sorted, no spaces, times in UTC with microseconds, no NaN."""
    return _ENCODER.encode(value).encode()
