"""How `bench_reads` counts: pages over HTTP, and the three ways to get a page's data in one process."""
# ruff: noqa: PLC0415  Django has to be set up before a room can be imported

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.reads_served import over_http
from bench.reads_site import Site, django_at, know, start_django


def in_process(sites: list[Site], rounds: int) -> None:
    """The data of a page: ours, the floor and the peer, interleaved; medians in ms."""
    from bench.reads_ways import ways

    table = Table(title="a page's data alone, ms (median)", caption="one process; ratio: this / ours")
    for head in (
        "asked",
        "side",
        *(site.size for site in sites),
        *(f"× ours {site.size}" for site in sites),
        "growth",
    ):
        table.add_column(head)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for site in sites:
        with django_at(site.url):
            for asked, sides in ways().items():
                found.setdefault(asked, {})[site.size] = _timed(sides, rounds)
    for asked, sizes in found.items():
        for side in sizes[sites[0].size]:
            taken = [sizes[site.size][side] for site in sites]
            ratio = [one / sizes[site.size]["ours"] for one, site in zip(taken, sites, strict=True)]
            table.add_row(
                asked,
                side,
                *(f"{one:.2f}" for one in taken),
                *(f"{one:.2f}" for one in ratio),
                f"{taken[-1] / taken[0]:.2f}",
            )
    Console(width=120).print(table)


def _timed(sides: dict[str, Callable[[int], Any]], rounds: int) -> dict[str, float]:
    """A side that takes over a second is asked five times only."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, side in sides.items():
            if len(taken[name]) >= 5 and median(taken[name]) > 1000:
                continue
            began = time.perf_counter()
            side(number)
            if number:
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: median(many) for name, many in taken.items()}


def measure(urls: dict[str, str], *, rounds: int, parts: list[str]) -> None:
    """Both tables."""
    start_django()
    sites = [Site(size, url) for size, url in urls.items()]
    for site in sites:
        with django_at(site.url):
            know(site)
    if "http" in parts:
        over_http(sites, rounds)
    if "data" in parts:
        in_process(sites, min(rounds, 20))
