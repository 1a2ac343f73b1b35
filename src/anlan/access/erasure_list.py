"""The list of erased people that outlives the database: after a restore of an older backup it is repeated.

A backup still holds the keys that were destroyed since. The list stands beside it, in the state folder, and holds
ids only: one line a person, `subject person why`.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path() -> Path:
    """`<state>/erased`."""
    return Path(settings.STATE) / "erased"


def add(subject: UUID, person: UUID, why: str) -> None:
    """Append one line, on the disk before this returns. Called once the erasure is committed."""
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a") as kept:
        kept.write(f"{subject} {person} {why}\n")
        kept.flush()
        os.fsync(kept.fileno())


def listed() -> list[tuple[UUID, UUID, str]]:
    """Everybody on the list, as (subject, person, why), oldest first. A line cut off by a crash is left out."""
    if not path().exists():
        return []
    parts = (line.split() for line in path().read_text().splitlines())
    return [(UUID(one[0]), UUID(one[1]), one[2]) for one in parts if len(one) == 3 and len(one[1]) == 36]
