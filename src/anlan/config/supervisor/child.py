"""One named process and the processes it starts itself (a process group)."""

import contextlib
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, cast

from anlan.config.cluster.process import born, die_with_parent

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between restarts: doubled each time
STEADY = 60.0  # seconds after which a process counts as well again
LOOP = 3  # ends in a row, each within STEADY of its start, that make a crash loop


@dataclass(frozen=True)
class Child:
    """What to run under which name. `remedy` is shown when it keeps ending; `orphaned` is the signal the kernel sends
    it when the supervisor is killed; `after`: for so many seconds it leaves the cores to those that come first.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    remedy: str = "anlan doctor"
    orphaned: signal.Signals = signal.SIGTERM
    after: float = 0.0


class Running:
    """A child's present life: its process, its last lines, when to start it again."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self.last: deque[str] = deque(maxlen=12)
        self.started = 0.0
        self.start_at = time.monotonic() + child.after
        self.ends = 0
        self.code: int | None = None
        self.out: IO[bytes]
        self.silent = False
        self._half = b""

    def start(self) -> None:
        """Start it in a group of its own; the kernel ends it should we be killed."""
        self.last.clear()
        self.silent = False
        self._half = b""
        self.process = subprocess.Popen(
            list(self.child.command),
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(self.child.orphaned),  # noqa: PLW1509 - one thread only, see the package
        )
        self.started = time.monotonic()
        self.out = cast(IO[bytes], self.process.stdout)
        os.set_blocking(self.out.fileno(), False)

    def mark(self) -> tuple[int, str | None]:
        """Number and birth of the process, to recognise it later."""
        pid = self.process.pid if self.process else 0
        return pid, born(pid)

    def read(self) -> list[str]:
        """The whole lines it has written since the last call; sets `silent` when it will write no more."""
        if self.process is None:
            return []
        got = b""
        with contextlib.suppress(BlockingIOError):
            while block := os.read(self.out.fileno(), 65536):
                got += block
            self.silent = True
        *whole, self._half = (self._half + got).split(b"\n")
        lines = [line.decode(errors="replace").rstrip("\r") for line in whole]
        self.last.extend(line for line in lines if line.strip())
        return lines

    def ended(self) -> bool:
        """Whether the process has ended; then what it left in its group is ended too, and it is reaped.

        The dead leader keeps its number until we reap it, so the group's number cannot be another's yet.
        """
        if self.process is None:
            return False
        waiting = os.WEXITED | os.WNOHANG | os.WNOWAIT
        if os.waitid(os.P_PID, self.process.pid, waiting) is None:
            return False
        self.signal(signal.SIGKILL)
        self.code = self.process.wait()
        return True

    def forget(self) -> list[str]:
        """Close the pipe of an ended process; returns its last lines, the unfinished one included."""
        lines = self.read()
        if self._half:
            lines.append(self._half.decode(errors="replace"))
            self.last.append(lines[-1])
        self.out.close()
        self.process = None
        return lines

    def plan_restart(self) -> float:
        """Count the end and decide when to start again; returns the pause in seconds."""
        now = time.monotonic()
        self.ends = 1 if now - self.started > STEADY else self.ends + 1
        pause = min(FIRST_PAUSE * 2.0 ** (self.ends - 1), LONGEST_PAUSE)
        self.start_at = now + pause
        return pause

    def signal(self, sent: signal.Signals) -> None:
        """Send to the whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, sent)
