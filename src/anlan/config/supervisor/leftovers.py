"""Processes that outlived a killed supervisor (they ignored the kernel's signal, or there is none): found
by a list."""

import contextlib
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

from anlan.config.cluster.folders import write_private
from anlan.config.cluster.process import born, is_running, wait_gone


def remember(path: Path, marks: Iterable[tuple[int, str | None]]) -> None:
    """Write down number and birth of every process."""
    write_private(path, json.dumps(list(marks)))


def end_leftovers(path: Path, *, patience: float = 10.0) -> int:
    """End the processes written down in `path` that still live; how many there were. A number that was
    given out
    anew since is left alone: its birth differs.
    """
    try:
        marks = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0
    alive = [pid for pid, birth in marks if birth and born(pid) == birth and is_running(pid)]
    for sent, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, sent)
        if wait_gone(lambda: any(is_running(pid) for pid in alive), seconds=wait):
            break
    path.unlink(missing_ok=True)
    return len(alive)
