"""The key that signs sessions: made once, kept in the state folder, never in the repository."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(state: Path) -> str:
    """`ANLAN_SECRET_KEY`, or a random one kept in `<state>/keys/secret_key` (mode 0600)."""
    given = os.environ.get("ANLAN_SECRET_KEY")
    if given:
        return given
    path = state / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(fresh, path)  # the first process wins; the others read its key
        fresh.unlink()
    return path.read_text()
