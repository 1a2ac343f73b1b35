"""An Anlan of its own: `anlan up` in a process of ours, and its parts by name, to be killed on purpose."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from anlan.interop.errors import NoAnswer, ProcessUnknown

# What a part's command line has that no other's has, and the same of its parent. "web" is the parent of all web
# processes, "web-worker" one of its children, "live" the streams' server (granian too, but ASGI), "database" the
# server's first process.
_PARTS = {
    "web": ("anlan.config.wsgi", "anlan.config.cli up"),
    "web-worker": ("anlan.config.wsgi", "anlan.config.wsgi"),
    "live": ("anlan.config.asgi", "anlan.config.cli up"),
    "worker": ("procrastinate worker", "anlan.config.cli up"),
    "sequencer": ("anlan.config.cli sequencer", "anlan.config.cli up"),
    "database": ("postgres -D", ""),
}
PARTS = tuple(_PARTS)
_READY = 90.0


def _command(pid: int) -> str:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    words = raw.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    return words.replace("/bin/postgres -D", "/bin/ postgres -D")


def _parent(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] in "ZX" else int(fields[1])


class OwnAnlan:
    """`anlan up` on a state folder and a port. Its words go to `log`."""

    def __init__(self, port: int, *, env: Mapping[str, str], log: Path, workers: int = 2) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.log = log
        words = ["-m", "anlan.config.cli", "up", "--port", str(port), "--workers", str(workers)]
        with log.open("ab") as out:
            # A session of its own: Ctrl-C reaches the replay, which then ends this in order.
            self._process = subprocess.Popen(
                [sys.executable, *words], env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip

    def wait_ready(self, patience: float = _READY) -> None:
        """Wait until its log-in page answers. Raises `NoAnswer` with the last words of its log."""
        end = time.monotonic() + patience
        with httpx.Client(base_url=self.address, timeout=10, trust_env=False) as client:
            while self._process.poll() is None and time.monotonic() < end:
                with contextlib.suppress(httpx.TransportError):
                    if client.get("/accounts/login/").is_success:
                        return
                time.sleep(0.1)
        last = " / ".join(self.log.read_text(errors="replace").strip().splitlines()[-3:])
        raise NoAnswer(seconds=round(patience), reason=last[-400:])

    def pids(self, part: str) -> list[int]:
        """The living processes of a part of this Anlan, oldest first. Linux only; raises `ProcessUnknown`."""
        if part not in _PARTS:
            raise ProcessUnknown(name=part, known=", ".join(PARTS))
        own, parents = _PARTS[part]
        living = {int(entry.name) for entry in Path("/proc").glob("[0-9]*")}
        parent_of = {pid: _parent(pid) for pid in living}
        ours = {self._process.pid}
        while grown := {pid for pid, parent in parent_of.items() if parent in ours} - ours:
            ours |= grown
        return sorted(
            pid for pid in ours if own in _command(pid) and parents in _command(parent_of.get(pid, 0))
        )

    def kill(self, part: str) -> int:
        """Kill -9 the oldest process of a part; its pid, or 0 when there is none just now."""
        for pid in self.pids(part):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return pid
        return 0

    def stop(self, patience: float = 60.0) -> int:
        """Stop it as SIGTERM does; its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
