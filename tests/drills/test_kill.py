"""kill -9 of every part while 2,000 matters are reported: nothing acknowledged is lost, nothing is doubled."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.drills.inside import JOBS

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.private import remove
from anlan.config.cluster.server import free_port
from anlan.config.tests.conftest import new_folder, surroundings
from anlan.interop.replay.client import Session
from anlan.interop.replay.connections import Connections
from anlan.interop.replay.install import Desk
from anlan.interop.replay.processes import OwnAnlan

ROOT = Path(__file__).parents[2]
REPORTS, CLIENTS, PATIENCE = 2_000, 6, 45.0
ROUTED = 10  # every tenth names its category and is dispatched by the sequencer
# After so many acknowledged reports, which part is killed.
KILLS = (
    (100, "worker"),
    (300, "web-worker"),
    (600, "sequencer"),
    (900, "database"),
    (1100, "live"),
    (1300, "web"),
)

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def drilled() -> Iterator[tuple[OwnAnlan, dict[str, str], Path]]:
    """An Anlan of its own, with everything `anlan up` starts."""
    folder = new_folder()
    state = folder / "state"
    env = surroundings(state)
    env |= {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }
    env["ANLAN_SEAL_ADDRESS"] = f"file:{folder / 'seals'}"
    own = OwnAnlan(free_port(), env=env, log=folder / "up.log")
    try:
        own.wait_ready()
        yield own, env, folder
    finally:
        own.stop()
        remove(PrivateCluster(state))
        shutil.rmtree(folder, ignore_errors=True)


def inside(what: str, file: Path, env: dict[str, str]) -> Any:
    """Run `tests.drills.inside` against the drilled Anlan; what it wrote."""
    command = [sys.executable, "-m", "tests.drills.inside", what, str(file)]
    done = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=150
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(file.read_text())


class Clients:
    """Several desks that report and, without an answer, report again under the same key."""

    def __init__(self, address: str, town: dict[str, Any]) -> None:
        self.places = town["places"]
        self.acknowledged: dict[str, int] = {}
        self.failures: list[BaseException] = []
        self._numbers = iter(range(REPORTS))
        self._lock = threading.Lock()
        desk = Desk(town["username"], town["password"], "operator")
        self.session = Session(
            address, desk, patience=PATIENCE, stop=threading.Event(), transport=Connections()
        )

    def body(self, number: int) -> dict[str, Any]:
        """The matter of one key: the same however often it is sent."""
        place = self.places[number % len(self.places)]
        category = "parking" if number % ROUTED == 0 else ""
        return {
            "capability": "hotline",
            "category": category,
            "words": f"第 {number} 件",
            "place": place,
            "channel": "phone",
        }

    def report(self, number: int) -> dict[str, Any]:
        """Report until it is acknowledged."""
        return dict(self.session.report(self.body(number), f"drill-{number:06d}"))

    def work(self) -> None:
        """Take numbers until none is left."""
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            try:
                receipt = self.report(number)
            except BaseException as failure:
                self.failures.append(failure)
                return
            self.acknowledged[f"drill-{number:06d}"] = receipt["number"]

    def run(self, kill: Any) -> None:
        """Report everything; `kill` is called for each part when its moment has come."""
        threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for after, part in KILLS:
            while len(self.acknowledged) < after and any(thread.is_alive() for thread in threads):
                time.sleep(0.01)
            kill(part)
        for thread in threads:
            thread.join()

    def close(self) -> None:
        """Let go of the connections."""
        self.session.close()


def killer(own: OwnAnlan, killed: list[str]) -> Any:
    """Kills a part as soon as it is there (it may just be coming back)."""

    def kill(part: str) -> None:
        end = time.monotonic() + 20
        while not own.kill(part):
            assert time.monotonic() < end, f"{part} did not come back"
            time.sleep(0.05)
        killed.append(part)

    return kill


@pytest.fixture
def clients(drilled) -> Iterator[Clients]:
    """Their town is set up."""
    own, env, folder = drilled
    made = Clients(own.address, inside("setup", folder / "town.json", env))
    yield made
    made.close()


def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(drilled, clients, record_property):
    own, env, folder = drilled
    killed: list[str] = []
    assert not set(own.pids("web")) & set(own.pids("live")), (
        "a kill of the one would spare it and hit the other"
    )
    began = time.monotonic()
    clients.run(killer(own, killed))
    record_property("seconds", round(time.monotonic() - began, 1))
    assert clients.failures == [], f"{len(clients.acknowledged)} acknowledged; {own.log.read_text()[-3000:]}"
    assert killed == [part for _, part in KILLS]
    assert len(clients.acknowledged) == REPORTS

    for number in range(0, REPORTS, 40):  # sent once more: the first receipt, not a second case
        receipt = clients.report(number)
        assert receipt["repeated"]
        assert receipt["number"] == clients.acknowledged[f"drill-{number:06d}"]

    dispatches = -(-REPORTS // ROUTED)
    (folder / "promised.json").write_text(
        json.dumps({"acknowledged": clients.acknowledged, "dispatches": dispatches})
    )
    found = inside("check", folder / "promised.json", env)
    jobs = found.pop("jobs")
    assert set(jobs) == {"succeeded"}
    assert jobs["succeeded"] >= JOBS  # the nightly seal may have come in between
    assert found == {
        "lost": [], "cases": REPORTS, "keys": REPORTS, "reported": REPORTS,
        "dispatched": dispatches, "dispatched_cases": dispatches,
        "problems": [], "pending": 0, "without_position": 0, "gaps": 0, "parked": 0,
    }  # fmt: skip
