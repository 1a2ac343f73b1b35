"""`anlan up` as a district runs it: every process is killed once and comes back, and nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.process import command_of, is_running
from anlan.config.cluster.server import free_port
from anlan.config.tests.conftest import surroundings

pytestmark = [pytest.mark.slow, pytest.mark.drill]


class Up:
    """One `anlan up`."""

    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self.out = (state.parent / f"out.{self.port}").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlan.config.cli", "up", "--port", str(self.port), "--workers", "1"],
            env=surroundings(state), stdout=self.out, stderr=self.out,
        )  # fmt: skip

    def said(self) -> str:
        return (self.state.parent / f"out.{self.port}").read_text()

    def until(self, true: Callable[[], object], what: str) -> None:
        end = time.monotonic() + 60
        while not true():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, f"{what} did not come: {self.said()}"
            time.sleep(0.05)

    def answers(self) -> bool:
        asking = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asking.request("GET", "/")
            return asking.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            asking.close()

    def pid_of(self, word: str) -> int:
        try:
            marks = json.loads((self.state / "run" / "children").read_text())
        except (FileNotFoundError, ValueError):
            return 0
        return next((pid for pid, _ in marks if word in command_of(pid)), 0)

    def end(self, sent: signal.Signals) -> int:
        self.process.send_signal(sent)
        code = self.process.wait(timeout=60)
        self.out.close()
        return code


def below(root: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found, new = {root}, {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


@contextmanager
def going(cluster: PrivateCluster) -> Iterator[Up]:
    """An `anlan up` that answers."""
    up = Up(cluster.state)
    try:
        up.until(up.answers, "the first page")
        yield up
    finally:
        up.process.kill()
        up.process.wait()
        up.out.close()


def kill_each_and_wait(up: Up, cluster: PrivateCluster) -> None:
    database = cluster.status().pid
    assert database
    words = ("granian", "procrastinate", "sequencer")
    up.until(
        lambda: all(map(up.pid_of, words)), "every process, of which some leave the cores to pages first"
    )
    victims = {word: up.pid_of(word) for word in words}
    for pid in (*victims.values(), database):
        os.kill(pid, signal.SIGKILL)
    up.until(lambda: cluster.status().pid not in (None, database), "the database")
    for word, old in victims.items():
        up.until(partial(lambda word, old: up.pid_of(word) not in (0, old), word, old), word)
    up.until(up.answers, "a page after the kills")


def test_killed_processes_come_back_and_however_it_ends_nothing_is_left(cluster: PrivateCluster):
    with going(cluster) as up:
        kill_each_and_wait(up, cluster)
        family = below(up.process.pid)
        assert up.end(signal.SIGTERM) == 0
        assert not [command_of(pid) for pid in family if is_running(pid)]
        assert not cluster.status().running
        assert "The database died; starting it again." in up.said()

    with going(cluster) as up:
        family = below(up.process.pid)
        up.end(signal.SIGKILL)
        end = time.monotonic() + 20
        while left := [command_of(pid) for pid in family if is_running(pid)]:
            assert time.monotonic() < end, left
            time.sleep(0.05)

    with going(cluster) as up:
        assert up.end(signal.SIGINT) == 0
