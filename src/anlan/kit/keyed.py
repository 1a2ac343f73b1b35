"""What is kept instead of a secret or a name: the same for the same, and telling nothing without our own secret."""

import hashlib
import hmac

from django.conf import settings


def keyed(kind: str, said: bytes | str) -> bytes:
    """32 bytes (HMAC-SHA-256) that stand for `said`. Those of different `kind` never meet, whatever they are of.

    They are stored: neither a kind's name nor what is said of it may change without what was kept.
    """
    plain = said.encode() if isinstance(said, str) else said
    return hmac.digest(settings.SECRET_KEY.encode(), f"anlan.{kind}|".encode() + plain, hashlib.sha256)
