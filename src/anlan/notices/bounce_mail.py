"""Reads the report a mail server sends when it could not deliver (RFC 3464), and finds our message in it."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
_STATUS = re.compile(r"^Status:\s*([245])\.\d{1,3}\.\d{1,3}", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^Action:\s*failed", re.IGNORECASE | re.MULTILINE)
LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Bounce:
    """Which envelope came back for good."""

    envelope: UUID


def read_bounce(raw: bytes) -> Bounce | None:
    """The envelope a permanent failure speaks of; None for delays, other mail, and what cannot be read."""
    if len(raw) > LARGEST:
        return None
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or message.get_content_type() != "multipart/report":
        return None
    parts = list(message.walk())
    status = "\n".join(str(part) for part in parts if part.get_content_type() == "message/delivery-status")
    found = _STATUS.search(status)
    if not _ACTION.search(status) or found is None or found[1] != "5":
        return None
    returned = [
        part for part in parts if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
    ]
    ids = _OURS.findall("\n".join(str(part) for part in returned))
    return Bounce(UUID(ids[0])) if ids else None
