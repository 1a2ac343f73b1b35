"""Sealing of people's data: AES-256-GCM under a key of the person's own, which is wrapped by a key outside
the database.

The wrapping key is in `<state>/keys/people_kek` (mode 0600) or `ANLAN_PEOPLE_KEY`: base64 of 32 bytes;
several, separated by commas or lines, when it was renewed, the newest first. Whoever has the database alone
has nothing.
"""

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from anlan.access.errors import PersonSealBroken, WrappingKeyMissing

_NONCE, _KEY = 12, 32


@cache
def _ring(text: str) -> dict[str, bytes]:
    keys = [base64.b64decode(part, validate=True) for part in text.replace(",", "\n").split()]
    if not keys or any(len(key) != _KEY for key in keys):
        raise ValueError("a wrapping key is base64 of 32 bytes")
    return {hashlib.sha256(b"anlan.kek|" + key).hexdigest()[:16]: key for key in keys}


def wrapping_keys() -> dict[str, bytes]:
    """Wrapping keys by their name, the newest first."""
    return _ring(os.environ.get("ANLAN_PEOPLE_KEY") or _kept(Path(settings.STATE) / "keys" / "people_kek"))


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(base64.b64encode(secrets.token_bytes(_KEY)).decode())
        with suppress(FileExistsError):
            os.link(fresh, path)  # the first process wins; the others read its key
        fresh.unlink()
    return path.read_text()


def _bound(person: UUID, subject: UUID, what: bytes) -> bytes:
    """What the seal is bound to: a row moved to another person or another case does not open."""
    return b"anlan.people.v1|" + what + b"|" + person.bytes + subject.bytes


def seal(words: bytes, *, person: UUID, subject: UUID) -> tuple[bytes, bytes, str]:
    """`words` sealed under a fresh key: (sealed, wrapped key, name of the wrapping key)."""
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, words, _bound(person, subject, b"words"))
    return sealed, *wrap(key, person=person, subject=subject)


def wrap(key: bytes, *, person: UUID, subject: UUID) -> tuple[bytes, str]:
    """A person's key wrapped by the newest wrapping key, and that key's name."""
    name, kek = next(iter(wrapping_keys().items()))
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(kek).encrypt(nonce, key, _bound(person, subject, b"key")), name


def unseal(sealed: bytes, wrapped: bytes, wrapped_by: str, *, person: UUID, subject: UUID) -> bytes:
    """The words again. Raises `WrappingKeyMissing`, `PersonSealBroken` (changed, or moved from another
    row).
    """
    kek = wrapping_keys().get(wrapped_by)
    if kek is None:
        raise WrappingKeyMissing(key=wrapped_by)
    try:
        key = AESGCM(kek).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _bound(person, subject, b"key"))
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(person, subject, b"words"))
    except InvalidTag as broken:
        raise PersonSealBroken from broken


def seal_text(text: str) -> str:
    """A short secret that is not a person's (a second factor's), sealed under the newest wrapping key."""
    name, kek = next(iter(wrapping_keys().items()))
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(kek).encrypt(nonce, text.encode(), b"anlan.secret.v1")
    return f"{name}:{base64.b64encode(sealed).decode()}"


def open_text(sealed: str) -> str:
    """The secret again. Raises `WrappingKeyMissing`, `PersonSealBroken`."""
    name, _, body = sealed.partition(":")
    kek = wrapping_keys().get(name)
    if kek is None:
        raise WrappingKeyMissing(key=name)
    raw = base64.b64decode(body)
    try:
        return AESGCM(kek).decrypt(raw[:_NONCE], raw[_NONCE:], b"anlan.secret.v1").decode()
    except InvalidTag as broken:
        raise PersonSealBroken from broken
