"""The two families of algorithms a district may choose: the international one and the national one (GM/T).

`alg` 1 = SHA-256 and Ed25519; 2 = SM3 (GB/T 32905) and SM2 (GB/T 32918). Every row says which one made it.
"""

import hashlib
import os
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

INTERNATIONAL = 1
NATIONAL = 2


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


DIGESTS: dict[int, Callable[[bytes], bytes]] = {INTERNATIONAL: _sha256, NATIONAL: _sm3}


def chosen() -> int:
    """The family that new facts and seals use: `ANLAN_LEDGER_ALG`, 1 unless set."""
    return int(os.environ.get("ANLAN_LEDGER_ALG", INTERNATIONAL))
