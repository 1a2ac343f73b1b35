"""Intake over HTTP: validate, locate, route, clock, case, fact, receipt. 16 connections, granian as `anlan up` runs it.

Run: make bench (alone on the machine). A scratch database on the configured server, measured nearly empty and with
200,000 cases in it. The floor is pgbench inserting the same rows by one statement; the peer is Django REST framework
doing the same work in the ordinary way on the same server settings. Sides interleaved, medians of the rounds.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ["ANLAN_TEST_DATABASE"] = "bench_intake"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from tests.fixtures.town import Town, build_town  # noqa: E402

from anlan.cases.public import Case  # noqa: E402
from anlan.config.cli.up import processes  # noqa: E402
from anlan.config.cluster.binaries import find_binaries  # noqa: E402
from anlan.config.cluster.server import free_port  # noqa: E402
from anlan.kit import clock  # noqa: E402
from bench.intake_floor import pgbench, statement  # noqa: E402
from bench.intake_share import append_share  # noqa: E402
from bench.intake_town import bodies, publish_bench, session_of  # noqa: E402

CONNECTIONS = 16
SECONDS, ROUNDS = float(os.environ.get("BENCH_SECONDS", "6")), int(os.environ.get("BENCH_ROUNDS", "4"))
LARGE = int(os.environ.get("BENCH_LARGE", "200000"))
OURS, FLOOR, PEER = "anlan", "floor: pgbench, the same rows", "peer: Django REST framework"
Took = tuple[float, list[float]]


@contextmanager
def web(command: list[str], port: int, **env: str) -> Iterator[None]:
    """A web server, ended at the end; waits until it listens."""
    import socket  # noqa: PLC0415

    child = subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        child.terminate()
        child.wait(20)


def load(port: int, session: str, texts: str, seconds: float) -> Took:
    """Reports a second over HTTP, and the milliseconds of each."""
    command = [sys.executable, "bench/intake_client.py", str(port), str(CONNECTIONS), str(seconds), session]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    took: list[float] = json.loads(done.stdout)
    return len(took) / seconds, took


def rounds(sides: dict[str, Callable[[], Took]]) -> dict[str, tuple[float, float, float]]:
    """Every side in turn: median rate, p50 and p99 in milliseconds over all rounds."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        for name, side in sides.items():
            rate, took = side()
            if number:  # the first round warms up
                rates[name].append(rate)
                times[name] += took
    found = {}
    for name in sides:
        cut = quantiles(times[name], n=100) if len(times[name]) > 100 else [median(times[name])] * 99
        found[name] = (median(rates[name]), cut[49], cut[98])
    return found


def fill(case: UUID, count: int) -> None:
    """As many cases like `case` as are missing, and everything ordered: nothing waits for the sequencer."""
    with connection.cursor() as cursor:
        while (missing := count - Case.objects.count()) > 0:
            cursor.execute(statement(case, series=min(missing, 20_000)))
        cursor.execute("DELETE FROM ledger_pending")
        cursor.execute("VACUUM ANALYZE cases_case, cases_casetext, cases_intake, ledger_fact, cases_clock")


def measure(
    port: int, peer: int, session: str, texts: str, case: UUID
) -> dict[str, tuple[float, float, float]]:
    """All sides at the present size."""
    url, program = database_url(), Path(find_binaries().program("pgbench"))
    sql = statement(case)

    def floor() -> Took:
        done, took = pgbench(program, url, sql, connections=CONNECTIONS, seconds=SECONDS)
        return done / SECONDS, took

    return rounds(
        {
            OURS: lambda: load(port, session, texts, SECONDS),
            FLOOR: floor,
            PEER: lambda: load(peer, session, texts, SECONDS),
        }
    )


def database_url() -> str:
    """The scratch database for another process."""
    given = connection.settings_dict
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgresql://{given['USER']}{password}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def show(found: dict[str, dict[str, tuple[float, float, float]]], share: float) -> None:
    """The table: a block of columns a size."""
    note = (
        f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:g} s; the ledger is {share:.0%} of a report"
    )
    table = Table(title="intake over HTTP", caption=note)
    for heading in ("size", "side", "a second", "ours / this", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    for size, sides in found.items():
        for name, (rate, middle, late) in sides.items():
            ratio = f"{sides[OURS][0] / rate:.2f}"
            table.add_row(
                size, name, f"{rate:,.0f}", ratio, f"{middle:.1f}", "–" if name == FLOOR else f"{late:.1f}"
            )
    Console(width=110).print(table)


def run(town: Town) -> None:
    """Start both servers on the scratch database and measure at both sizes."""
    session, texts = session_of(town), json.dumps(bodies(town))
    lon, lat = next(iter(town.district.points.values()))
    case = town.report(capability="bench", at=clock.now(), place=None, lon=lon, lat=lat)
    port, peer = free_port(), free_port()
    ours = processes(host="127.0.0.1", port=port, live=port, workers=2, worker=False)[0].command
    theirs = [word.replace(str(port), str(peer)) for word in ours]
    theirs[-1] = "bench.references.drf_intake:application"
    env = {
        "ANLAN_DATABASE_URL": database_url(),
        "ANLAN_DB_ROLE": "app",
        "PYTHONPATH": os.pathsep.join([".", *sys.path]),
    }
    with (
        web(list(ours), port, **env),
        web(theirs, peer, **env, DJANGO_SETTINGS_MODULE="bench.references.drf_settings"),
    ):
        found = {"nearly empty": measure(port, peer, session, texts, case.case)}
        share = append_share(town)
        fill(case.case, LARGE)
        found[f"{LARGE:,} cases"] = measure(port, peer, session, texts, case.case)
    show(found, share)


def main() -> None:
    """Make a database, measure, drop it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with transaction.atomic():
            town = build_town(clock.now())
            publish_bench()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        run(town)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
