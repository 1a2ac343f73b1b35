"""Identifiers: time-ordered for rows, random for secrets."""

import base64
import secrets
from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by creation, so B-trees stay compact. A plain `UUID`, so drivers know it."""
    return UUID(int=uuid7().int)


def new_token() -> str:
    """128 random bits as 26 lower-case base32 characters: cannot be guessed, can be read out on a telephone."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
