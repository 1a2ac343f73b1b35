"""Small secrets kept in tables: sealed with a key that is not in the database."""

import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


@lru_cache(maxsize=256)
def _key(purpose: str, secret: str) -> AESGCM:
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"anlan {purpose}".encode())
    return AESGCM(derive.derive(secret.encode()))


def seal(purpose: str, plain: bytes) -> bytes:
    """Encrypt `plain` (AES-256-GCM); only the same `purpose` opens it."""
    nonce = os.urandom(_NONCE)
    return nonce + _key(purpose, settings.SECRET_KEY).encrypt(nonce, plain, purpose.encode())


def unseal(purpose: str, sealed: bytes) -> bytes:
    """The plain bytes. Raises `cryptography.exceptions.InvalidTag` when changed or sealed for something else."""
    return _key(purpose, settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
