"""The keys that sign seals: kept outside the database, so that whoever can rewrite it cannot sign."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from gmssl.sm2 import CryptSM2, default_ecc_table

from anlan.ledger.digests import DIGESTS, INTERNATIONAL, NATIONAL
from anlan.ledger.errors import SealKeyUnreadable

_FILES = {INTERNATIONAL: "seal-ed25519", NATIONAL: "seal-sm2"}
_SM2_ORDER = int(default_ecc_table["n"], 16)


@dataclass(frozen=True)
class SealKey:
    """A private key of one family. `public` may be shown to anybody; `name` is how a seal refers to it."""

    alg: int
    private: bytes

    @property
    def public(self) -> bytes:
        """Ed25519: 32 bytes (RFC 8032); SM2: x ‖ y, 64 bytes."""
        if self.alg == INTERNATIONAL:
            return Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        point = CryptSM2(private_key=self.private.hex(), public_key="")._kg(
            int.from_bytes(self.private), default_ecc_table["g"]
        )
        return bytes.fromhex(point)

    @property
    def name(self) -> str:
        """The first 16 hex digits of the public key's digest."""
        return DIGESTS[self.alg](self.public).hex()[:16]

    def sign(self, body: bytes) -> bytes:
        """Ed25519 (RFC 8032), or SM2 with SM3 and the default identity (GB/T 32918.2, r ‖ s)."""
        if self.alg == INTERNATIONAL:
            return Ed25519PrivateKey.from_private_bytes(self.private).sign(body)
        crypt = _sm2(self.public, self.private)
        while True:
            # gmssl draws its own nonce from a generator that is not made for secrets; this one is.
            nonce = secrets.randbelow(_SM2_ORDER - 1) + 1
            if signature := crypt.sign_with_sm3(body, f"{nonce:064x}"):
                return bytes.fromhex(signature)


def _sm2(public: bytes, private: bytes = b"") -> CryptSM2:
    crypt = CryptSM2(private_key=private.hex(), public_key="")
    crypt.public_key = public.hex()  # its constructor would strip every leading 0 and 4
    return crypt


def signed_by(alg: int, public: bytes, body: bytes, signature: bytes) -> bool:
    """Whether the holder of `public` signed `body`."""
    if alg == INTERNATIONAL:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
        except (InvalidSignature, ValueError):
            return False
        return True
    return alg == NATIONAL and _sm2_sound(public, signature) and _sm2_signed_by(public, body, signature)


def _sm2_sound(public: bytes, signature: bytes) -> bool:
    """What gmssl does not check: a point on the curve, and r and s within the order (GB/T 32918.2, 7.1)."""
    if len(public) != 64 or len(signature) != 64:
        return False
    p, a, b = (int(default_ecc_table[name], 16) for name in "pab")
    x, y = int.from_bytes(public[:32]), int.from_bytes(public[32:])
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    on_curve = x < p and y < p and (y * y - (x * x * x + a * x + b)) % p == 0
    return on_curve and 0 < r < _SM2_ORDER and 0 < s < _SM2_ORDER


def _sm2_signed_by(public: bytes, body: bytes, signature: bytes) -> bool:
    try:
        return bool(_sm2(public).verify_with_sm3(signature.hex(), body))
    except (TypeError, ValueError):  # gmssl when a sum is the point at infinity
        return False


def seal_key(alg: int, *, may_make: bool) -> SealKey:
    """The key of family `alg` in `<state>/keys/`; made when missing and `may_make`.

    Raises `SealKeyUnreadable`: once seals exist, a lost key is restored by hand, never replaced in silence.
    """
    path = Path(settings.STATE) / "keys" / _FILES[alg]
    if may_make and not path.exists():
        _make(alg, path)
    try:
        return SealKey(alg, bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise SealKeyUnreadable(path=path) from error


def _make(alg: int, path: Path) -> None:
    if alg == INTERNATIONAL:
        private = Ed25519PrivateKey.generate().private_bytes_raw()
    else:
        private = (secrets.randbelow(_SM2_ORDER - 2) + 1).to_bytes(32)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(private.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
