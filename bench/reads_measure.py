"""What `bench_reads` asks and how it counts: accounts, pages, and the three ways to get a page's data."""
# ruff: noqa: PLC0415  Django has to be set up before a room can be imported

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

# Two characters each: from every fifth text down to a handful in two million.
WORDS = (
    "小区",
    "居民",
    "消防",
    "占用",
    "漏水",
    "路灯",
    "广场",
    "水泵",
    "垃圾",
    "渣土",
    "鸽子",
    "外卖",
    "电梯",
    "装修",
)
TARGETS = {"inbox": 80, "search": 150, "case": 60}  # ms, p95 at 2 M (FIGURES)


def make_accounts() -> None:
    """Three who look: the whole district, twelve grants in nine streets, one unit."""
    from anlan.access.public import create_account, grant_role, service
    from anlan.kit.clock import now
    from anlan.parties.public import unit
    from anlan.places.public import SAMPLE_DISTRICT, tree

    setup, at = service("setup"), now()
    places = tree(SAMPLE_DISTRICT)
    streets = [place.code for place in places if place.level == "street"]
    twelve = streets[3:5]
    for street in (streets[0], *streets[5:]):
        below = [place.code for place in places if place.parent_id == street]
        twelve += below[:2]
    squad = unit("street01.urban")
    wanted: dict[str, list[dict[str, Any]]] = {
        "district": [{"role": "operator", "place": SAMPLE_DISTRICT * 10**9}],
        "grants": [{"role": "operator", "place": place} for place in twelve[:12]],
        "unit": [{"role": "handler", "place": squad.place_id, "unit": squad.id}],
    }
    for name, grants in wanted.items():
        account = create_account(username=f"bench-{name}", name=name, password=None, by=setup, at=at)
        for grant in grants:
            grant_role(
                account=account.id, until=at + timedelta(days=360), by=setup, at=at, reason="bench", **grant
            )


@dataclass
class Site:
    """One filled database with its server, and what can be asked there."""

    size: str
    url: str
    port: int = 0
    cookies: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # kind → (account, path)
    line: http.client.HTTPConnection = field(default_factory=lambda: http.client.HTTPConnection("127.0.0.1"))


@contextmanager
def django_at(url: str) -> Iterator[None]:
    """Django, set up once, works on this database as the application's role."""
    from django.db import connection, connections

    connections.close_all()
    connection.close_pool()
    from anlan.config.settings import database

    connection.settings_dict.update(database(url))
    yield
    connections.close_all()
    connection.close_pool()


def _start_django() -> None:
    import django

    os.environ["ANLAN_DB_ROLE"] = "app"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
    django.setup()


def _know(site: Site) -> None:
    """Sign in and choose pages: the same number of each kind at every size."""
    from django.test import Client

    from anlan.access.models import Account
    from anlan.cases.models import Case

    chance = random.Random(7)
    for name in ("district", "grants", "unit"):
        client = Client()
        client.force_login(
            Account.objects.get(username=f"bench-{name}"),
            "allauth.account.auth_backends.AuthenticationBackend",
        )
        site.cookies[name] = client.cookies["sessionid"].value
    newest = Case.objects.order_by("-number").values_list("number", flat=True)[0]
    oldest = Case.objects.order_by("number").values_list("number", flat=True)[0]
    middle = (newest + oldest) // 2
    inbox = [
        "",
        "?state=ended",
        "?late=1",
        f"?state=ended&before={middle}",
        "?state=handling",
        "?category=hotline:parking",
    ]
    site.pages["inbox"] = [(who, f"/desk/{one}") for who in site.cookies for one in inbox]
    asked = [f"/desk/?q={_quoted(word)}&state={state}" for word in WORDS for state in ("open", "ended")]
    site.pages["search"] = [(who, one) for who in site.cookies for one in asked]
    told = chance.sample(range(oldest, oldest + 4000), 60)  # of the demonstration: with true stories
    drawn = [chance.randint(oldest + 6000, newest) for _ in range(30)]
    site.pages["case"] = [("district", f"/desk/{number}/") for number in told + drawn]


def _quoted(word: str) -> str:
    from urllib.parse import quote

    return quote(word)


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
    except (
        http.client.RemoteDisconnected,
        BrokenPipeError,
        ConnectionResetError,
    ):  # it had been idle for long
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
    """Every page in turn at every site; p50 and p95 by kind and account."""
    times: dict[tuple[str, str, str], list[float]] = {}
    slow: dict[tuple[str, str], dict[str, float]] = {}
    with serving(sites):
        for site in sites:
            for pages in site.pages.values():
                for who, path in pages[:20]:
                    _ask(site, who, path)  # warm up
        chance = random.Random(11)
        for kind in sites[0].pages:
            for number in range(rounds):
                order = list(range(len(sites[0].pages[kind])))
                chance.shuffle(order)
                for each in order[: 12 if number else None]:
                    for site in sites:
                        who, path = site.pages[kind][each]
                        taken = _ask(site, who, path)
                        times.setdefault((kind, who, site.size), []).append(taken)
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
    for kind, target in TARGETS.items():
        whos = sorted({who for asked, who, _size in times if asked == kind})
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
    _start_django()
    sites = [Site(size, url) for size, url in urls.items()]
    for site in sites:
        with django_at(site.url):
            _know(site)
    if "http" in parts:
        over_http(sites, rounds)
    if "data" in parts:
        in_process(sites, min(rounds, 20))
