"""回执: what a reporter gets, and what the same report gets when it is sent again."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anlan.cases.errors import KeyReused
from anlan.cases.models import Intake
from anlan.kit.asking import Question
from anlan.kit.canonical import canonical
from anlan.kit.sealing import unseal


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets: the number, the secret to follow it, the hash that proves it."""

    case: UUID
    number: int
    token: str
    hash: str
    state: str
    place: int
    reported_at: str
    repeated: bool = False


def earlier(source: str, key: str) -> Question[Intake | None]:
    """The report that came with this key before, if one did."""

    def read(found: list[str] | None) -> Intake | None:
        if found is None:
            return None
        digest, answer = map(bytes.fromhex, found)
        return Intake(source=source, key=key, digest=digest, sealed_answer=answer)

    return Question(
        "SELECT json_build_array(encode(digest, 'hex'), encode(sealed_answer, 'hex')) FROM cases_intake"
        " WHERE source = %s AND key = %s",
        (source, key),
        read,
    )


def same(standing: Intake | None, digest: bytes) -> Receipt:
    """The answer the key was given before. Raises `KeyReused` when it came with another body."""
    if standing is None or bytes(standing.digest) != digest:
        raise KeyReused(field="key")
    return _again(standing)


def _again(standing: Intake) -> Receipt:
    answer = json.loads(unseal("cases.intake", bytes(standing.sealed_answer)))
    return Receipt(**{**answer, "case": UUID(answer["case"]), "repeated": True})


def answered_before(source: str, key: str, sent: dict[str, Any]) -> Receipt | None:
    """The receipt of the very same report: acknowledged stays acknowledged when it could not be taken anew today."""
    try:
        digest = hashlib.sha256(canonical(sent)).digest()
    except ValueError:
        return None
    standing = Intake.objects.filter(source=source, key=key, digest=digest).first()
    return _again(standing) if standing else None
