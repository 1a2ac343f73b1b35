"""The whole command: a database, a web, a worker and a sequencer of its own, killed and stopped on the way."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.private import remove
from anlan.config.tests.conftest import new_folder, surroundings
from anlan.interop.tests.sample import write_sample

PROJECT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("ANLAN_SHARED_DATA", PROJECT.parent / "shared" / "data"))
BALTIMORE = SHARED / "baltimore_311" / "requests_2014_2018-08.csv.gz"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder the database's account can enter; what was kept in `state` is removed with its server."""
    made = new_folder()
    yield made
    if (made / "state" / "postgres").exists():
        remove(PrivateCluster(made / "state"))
    shutil.rmtree(made, ignore_errors=True)


def command(folder: Path, file: Path, *words: str) -> tuple[list[str], dict[str, str]]:
    """`anlan replay FILE`, kept in `folder/state`."""
    line = [sys.executable, "-m", "anlan.config.cli", "replay", str(file), "--state", str(folder / "state")]
    env = {name: value for name, value in surroundings(folder).items() if name != "ANLAN_STATE"}
    return [*line, *words], env


def replay(folder: Path, file: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run it to its end."""
    line, env = command(folder, file, *words)
    return subprocess.run(line, env=env, capture_output=True, text=True, check=False, timeout=170)


def lines_in(path: Path) -> int:
    """How many lines a journal has so far."""
    return path.read_text().count("\n") if path.exists() else 0


def stop_after(folder: Path, file: Path, steps: int) -> int:
    """Start it and press Ctrl-C once so many steps are in the journal; its exit code."""
    line, env = command(folder, file)
    with subprocess.Popen(
        line, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        end = time.monotonic() + 120
        while lines_in(folder / "state" / "replay" / "journal") < steps and time.monotonic() < end:
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        return process.returncode


@pytest.mark.slow
@pytest.mark.drill
def test_a_stopped_replay_goes_on_through_killed_processes_and_equals_the_file(folder):
    file = write_sample(folder / "sample.csv", 40)
    assert stop_after(folder, file, 30) == 130
    done = replay(folder, file, "--kill", "web", "--kill", "database")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "≠" not in done.stdout
    assert done.stdout.count("Killed ") == 2
    for figure in ("reported", "closed late", "lost", "doubled", "routed by hand"):
        assert figure in done.stdout
    other = replay(folder, write_sample(folder / "other.csv", 5))
    assert other.returncode == 1
    assert "another file" in other.stderr


@pytest.mark.slow
@pytest.mark.skipif(
    not BALTIMORE.exists(), reason="the recorded requests are not here: set ANLAN_SHARED_DATA"
)
def test_the_first_recorded_requests_equal_the_file(folder):
    done = replay(folder, BALTIMORE, "--limit", "40")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "≠" not in done.stdout


@pytest.mark.parametrize(
    ("words", "said"), [(("--mapping", "none.yaml"), "none.yaml"), (("--kill", "everything"), "everything")]
)
@pytest.mark.slow
def test_a_mistake_on_the_command_line_is_told_with_its_reason(folder, words, said):
    done = replay(folder, write_sample(folder / "sample.csv", 2), *words)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_folder_with_something_else_in_it_is_left_alone(folder):
    (folder / "state").mkdir()
    (folder / "state" / "mine").write_text("mine")
    done = replay(folder, write_sample(folder / "sample.csv", 2))
    assert done.returncode == 1
    assert [path.name for path in (folder / "state").iterdir()] == ["mine"]
