"""`anlan import cases` with several processes on a database of its own: stopped, killed, gone on with."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from tests.fixtures.scratch import Scratch

from anlan.cases.public import Case
from anlan.interop.public import MAPPINGS
from anlan.interop.tests.sample import cells, write_sample
from anlan.ledger.public import verify

pytestmark = pytest.mark.slow
RULES = MAPPINGS / "baltimore_311.yaml"
ROWS = 6_500


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """More than three portions, with a number that stands in the first and again in the third."""
    rows = [cells(number % 300, ServiceRequestNum=f"{number:06d}") for number in range(ROWS)]
    rows[4500]["ServiceRequestNum"] = "000007"
    return write_sample(tmp_path / "requests.csv", rows)


def start(scratch: Scratch, *words: str) -> "subprocess.Popen[str]":
    """The command as somebody types it, in English."""
    told = {
        "ANLAN_DATABASE_URL": scratch.url(), "ANLAN_DISTRICT": "990101", "ANLAN_LANGUAGE": "en", "COLUMNS": "200",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "anlan.config.cli", "import", "cases", *words, "--processes", "2"],
        env={**os.environ, **told}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def wait_for(what: Callable[[], bool], running: "subprocess.Popen[str]") -> None:
    """Until it is so, as long as the command runs."""
    end = time.monotonic() + 120
    while not what():
        assert running.poll() is None, running.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.02)


def working(name: str) -> bool:
    """Whether somebody else is at this database whose application is called like `name`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND application_name LIKE %s)",
            [name],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def begun() -> bool:
    return working("%@% 20%")  # the one who holds the file is called by who, where, and since when


def wait_for_end() -> None:
    """Until the helpers of a killed import have let go."""
    end = time.monotonic() + 60
    while working("%"):
        assert time.monotonic() < end
        time.sleep(0.05)


def some_in() -> bool:
    return Case.objects.exists()


def test_stopped_asked_for_twice_killed_and_gone_on_with_it_is_whole(
    scratch_database: Scratch, file: Path
) -> None:
    scratch = scratch_database
    words = (str(file), "--mapping", str(RULES))
    first = start(scratch, *words, "--apply")
    wait_for(some_in, first)
    first.send_signal(signal.SIGINT)
    said = first.communicate()[0]
    assert (first.returncode, "Go on with --resume" in said) == (130, True), said
    assert 0 < Case.objects.count() < ROWS - 1
    assert not verify().problems

    killed = start(scratch, *words, "--resume")
    wait_for(begun, killed)
    killed.send_signal(signal.SIGSTOP)  # it holds its place as long as the other looks
    other = start(scratch, *words, "--resume")
    assert "This file is being brought in already, by" in other.communicate()[0]
    assert other.returncode == 1
    killed.kill()
    killed.communicate()
    wait_for_end()
    assert not verify().problems

    last = start(scratch, *words, "--resume")
    said = last.communicate()[0]
    assert last.returncode in (0, 2), said
    assert Case.objects.count() == ROWS - 1
    assert f"{ROWS - 1} cases were made" in said
    assert not verify().problems
