"""Facts about processes. A zombie is dead here: it holds a number, not a server."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Looked up before any fork: resolving a symbol between fork and exec may wait for a lock that nobody holds
# any more.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the command's name, or None without such a process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def _ps(pid: int, column: str) -> str:
    """One column of `ps`, for systems without /proc."""
    asked = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def is_running(pid: int) -> bool:
    """Whether `pid` lives and is not a zombie."""
    if pid <= 0:
        return False
    if sys.platform == "linux":
        fields = _stat(pid)
        return fields is not None and fields[0] not in ("Z", "X")
    state = _ps(pid, "stat")
    return bool(state) and not state.startswith("Z")


def born(pid: int) -> str | None:
    """A mark of when `pid` began, to tell it from a later process with the same number; None when it is
    gone."""
    if sys.platform == "linux":
        fields = _stat(pid)
        return fields[19] if fields else None
    return _ps(pid, "lstart") or None


def command_of(pid: int) -> str:
    """The command line of `pid`, words joined by blanks; empty when it is gone or a zombie."""
    if sys.platform == "linux":
        try:
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
                .strip()
            )
        except OSError:
            return ""
    return _ps(pid, "args")


def working_in(folder: Path) -> list[int]:
    """Living processes whose working folder is `folder` (Linux only: elsewhere none are found)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder and is_running(int(entry.name)):
                found.append(int(entry.name))
    return found


def die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` after which the kernel sends `sent` to the child when the thread that started it ends.

    Call it in the main thread of the parent, and start children from that thread only. The function touches
    nothing but two system calls, so it is safe between fork and exec. Elsewhere than on Linux it does nothing.
    """
    parent, number = os.getpid(), int(sent)

    def before_exec() -> None:
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:  # the parent died before the kernel knew
                os._exit(1)

    return before_exec


def wait_gone(alive: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until `alive()` is false; whether that came within `seconds`."""
    end = time.monotonic() + seconds
    while alive():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
