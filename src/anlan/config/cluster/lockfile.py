"""PostgreSQL's lock files, and the cases it cannot judge itself: the number in them may belong to somebody
else by now."""

import contextlib
import os
from pathlib import Path

from anlan.config.cluster.process import command_of, is_running

# No kernel gives this number out, so the server sees a dead owner. The rest of the file stays: from it the
# server
# learns the shared memory of its predecessor and refuses while a session of that one still writes.
NOBODY = "2147483646"


def living_postmaster(data: Path) -> int | None:
    """The living server on `data` according to its pid file; None when the number is dead, a zombie or
    another's."""
    try:
        first = (data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
    except OSError:
        return None
    if not first.isdigit():
        return None
    pid = int(first)
    command = command_of(pid)
    return pid if is_running(pid) and "postgres" in command and f"-D {data}" in command else None


def mend_lock_files(data: Path, sockets: Path) -> None:
    """Make the lock files of a dead server say so. Call only when `living_postmaster` found none."""
    lock = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError):
        lines = lock.read_text().split("\n")
        if lines[0].strip():
            _rewrite(lock, "\n".join([NOBODY, *lines[1:]]))
        else:
            lock.unlink()  # the server died while writing it: nothing had begun
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _rewrite(path: Path, text: str) -> None:
    # In place, so it keeps its owner and mode; and never through a link that the account may have put there.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "w") as file:
        file.write(text)
