"""Live streams: how soon a change reaches every desk that may see it, with 500 and 2,000 streams open.

Run: make bench. A scratch database; the `live` process as `anlan up` runs it; reports committed and given their
position at a steady pace; a reader in a process of its own that notes when each event arrives. The floor is a bare
asyncio server that pushes the same bytes to everybody and asks nobody's rights. Milliseconds from commit to reader.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import quantiles

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ["ANLAN_TEST_DATABASE"] = "bench_live"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402
from tests.browser.town import account  # noqa: E402
from tests.fixtures.town import Town, build_town  # noqa: E402

from anlan.kit import clock  # noqa: E402
from anlan.ledger.public import assign_positions  # noqa: E402

SIZES = (500, 2_000)
OF_ONE = 10  # streams an account
EVENTS, PACE = 60, 5.0  # reports, and how many a second
PORTS = {"live": 8791, "floor": 8792}
Committed = dict[str, float]


def sessions(town: Town, count: int) -> list[str]:
    """The keys of `count` signed-in operators' sessions, each of the whole district."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    keys = []
    for number in range(count):
        person = account(town, f"op{number}", f"值班员{number}", "operator", clock.now())
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        keys.append(session.session_key)
    return keys


@contextmanager
def process(*command: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A child with pipes, ended at the end."""
    surroundings = {**os.environ, **env}
    child = subprocess.Popen(
        command, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        yield child
    finally:
        child.terminate()
        child.wait(10)


def line(child: subprocess.Popen[str]) -> str:
    """The child's next line."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


def arrivals(port: int, keys: list[str], count: int, say: Callable[[], Committed]) -> list[float]:
    """Open `count` streams, let `say` announce its events, return every delay in milliseconds."""
    with process(
        sys.executable, "-W", "ignore", "bench/live_reader.py", str(port), str(count), str(EVENTS)
    ) as reader:
        assert reader.stdin is not None
        reader.stdin.write(json.dumps(keys) + "\n")
        reader.stdin.flush()
        opened = line(reader)
        assert opened == f"open {count}", opened
        said = say()
        heard: list[tuple[str, list[float]]] = json.loads(line(reader))
    missing = EVENTS * count - sum(len(times) for _, times in heard)
    assert not missing, f"{missing} events did not arrive"
    return [(time_ - said[name]) * 1000 for name, times in heard for time_ in times]


def reports(town: Town) -> Committed:
    """Report at a steady pace; when each became a position."""
    said = {}
    begin = time.monotonic()
    for number in range(EVENTS):
        time.sleep(max(0.0, begin + number / PACE - time.monotonic()))
        receipt = town.report(at=clock.now(), key=f"live-{begin}-{number}", place=town.grid)
        assign_positions()
        said[str(receipt.number)] = time.monotonic()
    return said


def pushes(server: subprocess.Popen[str]) -> Committed:
    """Let the floor push as many events at the same pace."""
    assert server.stdin is not None
    said = {}
    begin = time.monotonic()
    for number in range(EVENTS):
        time.sleep(max(0.0, begin + number / PACE - time.monotonic()))
        said[str(number)] = time.monotonic()
        server.stdin.write(f"{number}\n")
        server.stdin.flush()
    return said


def measure(town: Town, keys: list[str]) -> None:
    """Both sides in turn at both sizes, and a table."""
    table = Table(
        title="live streams: milliseconds from commit to reader", caption=f"{EVENTS} events at {PACE:g}/s"
    )
    for heading in ("streams", "side", "p50", "p99", "slowest"):
        table.add_column(heading, justify="right")
    url = connection.settings_dict
    who = f"{url['USER']}:{url['PASSWORD']}" if url["PASSWORD"] else url["USER"]
    database = f"postgresql://{who}@{url['HOST']}:{url['PORT']}/{url['NAME']}"
    live = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(PORTS["live"]), "--no-ws"]
    live += ["--workers", "1", "--backlog", "4096", "--log-level", "error", "anlan.config.asgi:application"]
    floor = [sys.executable, "bench/references/push.py", str(PORTS["floor"])]
    env = {"ANLAN_DATABASE_URL": database, "ANLAN_DB_ROLE": "app", "ANLAN_TEST_DATABASE": url["NAME"]}
    with process(*live, **env), process(*floor) as server:
        time.sleep(4)
        for count in SIZES:
            sides = {
                "anlan live": lambda count=count: arrivals(PORTS["live"], keys, count, lambda: reports(town)),
                "floor: bare push": lambda count=count: arrivals(
                    PORTS["floor"], keys, count, lambda: pushes(server)
                ),
            }
            for name, side in sides.items():
                delays = side()
                cut = quantiles(delays, n=100)
                table.add_row(f"{count:,}", name, f"{cut[49]:.1f}", f"{cut[98]:.1f}", f"{max(delays):.1f}")
    Console().print(table)


def main() -> None:
    """Make a database, measure, drop it."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        town = build_town(clock.now())
        measure(town, sessions(town, max(SIZES) // OF_ONE))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
