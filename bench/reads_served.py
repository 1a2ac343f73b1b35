"""The pages of `bench_reads` over HTTP: a server a size, asked in turn, timed to the first byte."""

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.reads_site import Site

_FIRST = ", asked first"
TARGETS = {"inbox": 80, "search": 150, "case": 60}  # ms, p95 at 2 M (FIGURES)


@contextmanager
def serving(sites: list[Site]) -> Iterator[None]:
    """A granian server a site, with one worker process."""
    running = []
    for site in sites:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            site.port = free.getsockname()[1]
        words = [
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(site.port),
            "--no-ws",
            "--workers",
            "1",
            "--blocking-threads",
            "4",
        ]
        env = {**os.environ, "ANLAN_DATABASE_URL": site.url, "ANLAN_DB_ROLE": "app"}
        command = [sys.executable, "-m", *words, "anlan.config.wsgi:application"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running.append(subprocess.Popen(command, env=env, **quiet))
    try:
        for site in sites:
            site.line = _connected(site.port)
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def _connected(port: int) -> http.client.HTTPConnection:
    for _ in range(300):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.connect()
        except OSError:
            time.sleep(0.1)
        else:
            return line
    raise SystemExit("the server did not start")


def _ask(site: Site, who: str, path: str) -> float:
    """Seconds to the first byte of the answer; anything but a page is a mistake of ours."""
    headers = {"Cookie": f"sessionid={site.cookies[who]}"}
    try:
        began = time.perf_counter()
        site.line.request("GET", path, headers=headers)
        answer = site.line.getresponse()
    # It had been idle for long.
    except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
        site.line = _connected(site.port)
        began = time.perf_counter()
        site.line.request("GET", path, headers=headers)
        answer = site.line.getresponse()
    taken = time.perf_counter() - began
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {body[:300]!r}")
    return taken


def over_http(sites: list[Site], rounds: int) -> None:
    """Every page in turn at every site, first all of them once, then some a round; p50 and p95 by kind and account."""
    times: dict[tuple[str, str, str], list[float]] = {}
    slow: dict[tuple[str, str], dict[str, float]] = {}
    with serving(sites):
        for site in sites:
            for pages in site.pages.values():
                for who, path in pages[:3]:
                    _ask(site, who, path)  # so that the processes know what they learn once
        chance = random.Random(11)
        for kind in sites[0].pages:
            for number in range(rounds):
                order = list(range(len(sites[0].pages[kind])))
                chance.shuffle(order)
                for each in order[: 12 if number else None]:
                    for site in sites:
                        who, path = site.pages[kind][each]
                        taken = _ask(site, who, path)
                        which = kind if number else f"{kind}{_FIRST}"
                        times.setdefault((which, who, site.size), []).append(taken)
                        if number:
                            slow.setdefault((site.size, kind), {})[f"{who} {path}"] = taken * 1000
    _show_http(sites, times, slow)


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[18] if len(taken) > 1 else taken[0]


def _show_http(sites: list[Site], times: dict[tuple[str, str, str], list[float]], slow: Any) -> None:
    table = Table(
        title="pages over HTTP, ms to the first byte", caption="one connection, sizes asked in turn"
    )
    for head in (
        "page",
        "account",
        *(f"{site.size} p50 / p95" for site in sites),
        "growth p50 / p95",
        "target p95",
    ):
        table.add_column(head, justify="right" if head not in ("page", "account") else "left")
    kinds = [(kind + after, target) for kind, target in TARGETS.items() for after in ("", _FIRST)]
    for kind, target in kinds:
        whos = sorted({who for asked, who, _size in times if asked == kind and _FIRST not in kind})
        for who in [*whos, "all"]:
            found = []
            for site in sites:
                taken = [
                    one
                    for (k, w, s), many in times.items()
                    if k == kind and s == site.size and who in (w, "all")
                    for one in many
                ]
                found.append((median(taken) * 1000, _p95(taken) * 1000))
            growth = [f"{found[-1][n] / found[0][n]:.2f}" for n in (0, 1)]
            table.add_row(
                kind, who, *(f"{a:.1f} / {b:.1f}" for a, b in found), " / ".join(growth), str(target)
            )
    Console(width=120).print(table)
    for (size, kind), pages in slow.items():
        worst = sorted(pages.items(), key=lambda one: -one[1])[:4]
        print(size, kind, "slowest:", "; ".join(f"{path} {taken:.0f}" for path, taken in worst))
