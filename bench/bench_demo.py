"""`python -m bench.bench_demo`: from nothing to a filled district that answers, and the memory of all of it.

The floor of the time is what any Anlan needs: initdb and the tables. Memory is the proportional set size (PSS) of every
process of `anlan up`, its database included, after 200 pages were looked at. Linux only.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table

VIEWS = 200
PATIENCE = 600.0
PAGES = ("/", "/report/", "/community/", "/accounts/login/", "/api/places", "/track/")
TARGET_READY, TARGET_MEMORY = 60.0, 1536.0


def environment(state: Path) -> dict[str, str]:
    """A state folder of its own, and no server of anybody's."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    return ours | {"ANLAN_STATE": str(state), "PYTHONUNBUFFERED": "1"}


def anlan(*words: str, state: Path) -> "subprocess.Popen[bytes]":
    """The command, with its words thrown away."""
    command = [sys.executable, "-m", "anlan.config.cli", *words]
    return subprocess.Popen(
        command, env=environment(state), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def floor(state: Path) -> float:
    """Seconds for initdb, start and the tables."""
    began = monotonic()
    if anlan("migrate", state=state).wait(PATIENCE):
        raise SystemExit("anlan migrate failed")
    return monotonic() - began


def answers(address: str) -> bool:
    """Whether the page is there, as a browser would have it."""
    try:
        with urlopen(Request(address, headers={"Accept-Language": "zh"}), timeout=20) as answer:
            return bool(answer.read())
    except OSError:
        return False


def ready(address: str, running: "subprocess.Popen[bytes]") -> float:
    """Seconds until the first page."""
    began = monotonic()
    while not answers(address):
        if running.poll() is not None or monotonic() - began > PATIENCE:
            raise SystemExit("anlan demo did not come up")
        sleep(0.1)
    return monotonic() - began


def family(first: int) -> list[int]:
    """A process and all below it."""
    found, waiting = [], [first]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += [int(child) for child in task.read_text().split()]
    return found


def memory(first: int) -> dict[str, float]:
    """PSS in MB by what runs."""
    told: dict[str, float] = {}
    for pid in family(first):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            pss = next(
                line
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                if line.startswith("Pss:")
            )
        except (FileNotFoundError, ProcessLookupError, PermissionError, StopIteration):
            continue
        name = next(
            (name for name in ("postgres", "wsgi", "asgi", "sequencer", "procrastinate") if name in command),
            "up",
        )
        told[name] = told.get(name, 0.0) + int(pss.split()[1]) / 1024
    return told


def show(low: float, took: float, kept: dict[str, float]) -> None:
    """Both tables."""
    table = Table(title="From nothing to ready", caption="seconds; floor: initdb, start and tables alone")
    for heading in ("ours", "floor", "ours / floor", "target"):
        table.add_column(heading, justify="right")
    table.add_row(f"{took:.1f}", f"{low:.1f}", f"{took / low:.1f}", f"< {TARGET_READY:.0f}")
    Console().print(table)
    table = Table(
        title="Memory of all processes", caption=f"PSS in MB after {VIEWS} page views, 20,000 matters"
    )
    table.add_column("process")
    table.add_column("MB", justify="right")
    for name, size in sorted(kept.items(), key=lambda one: -one[1]):
        table.add_row(name, f"{size:,.0f}")
    table.add_row("all", f"{sum(kept.values()):,.0f} of < {TARGET_MEMORY:,.0f}")
    Console().print(table)


def main(port: int = 8391) -> None:
    """Measure on two folders of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as kept:
        folder = Path(kept)
        folder.chmod(0o755)  # the database's own account passes through
        low = floor(folder / "floor")
        running = anlan("demo", "--port", str(port), state=folder / "demo")
        try:
            took = ready(f"http://127.0.0.1:{port}/", running)
            for view in range(VIEWS):
                if not answers(f"http://127.0.0.1:{port}{PAGES[view % len(PAGES)]}"):
                    raise SystemExit(f"no answer from {PAGES[view % len(PAGES)]}")
            show(low, took, memory(running.pid))
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(120)


if __name__ == "__main__":
    main()
