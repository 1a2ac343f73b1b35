"""A demonstration of our own for the pictures: filled, walked, thrown away."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_WAIT = 420


@dataclass(frozen=True)
class Site:
    """Where it runs, its state folder, and who can sign in: by user name (password, secret of the second factor)."""

    address: str
    state: Path
    people: dict[str, tuple[str, str]]


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def demonstration() -> Iterator[Site]:
    """One of our own, ended and thrown away afterwards."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="anlan-guide-", ignore_cleanup_errors=True) as state:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        command = [str(Path(sys.executable).parent / "anlan"), "demo", "--port", str(port), "--days", "30"]
        log = Path(state) / "guide.log"
        with log.open("w") as written:
            running = subprocess.Popen(
                command, env={**kept, "ANLAN_STATE": state}, stdout=written, stderr=written
            )
        try:
            _wait(address, running, log)
            yield site_of(address, Path(state))
        finally:
            running.terminate()
            running.wait(60)


def _wait(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise SystemExit(f"The demonstration did not start:\n{log.read_text()[-2000:]}")


def people_of(state: Path) -> dict[str, tuple[str, str]]:
    """Who can sign in to the demonstration in this state folder."""
    lines = (state / "demo-logins.txt").read_text("utf-8").splitlines()
    return {one[0]: (one[1], one[5] if len(one) > 5 else "") for one in (line.split("\t") for line in lines)}


def site_of(address: str, state: Path) -> Site:
    """The demonstration that runs there with this state folder."""
    return Site(address, state, people_of(state))
