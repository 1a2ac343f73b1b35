"""The supervisor on real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anlan.config.cluster.process import is_running
from anlan.config.supervisor import end_leftovers
from anlan.config.supervisor.child import FIRST_PAUSE, LONGEST_PAUSE, Child, Running
from anlan.config.supervisor.leftovers import remember
from anlan.config.tests.conftest import surroundings

SCRIPT = """
import sys
from pathlib import Path
from anlan.config.supervisor import Child, Supervisor
commands = [command.split("=", 1) for command in sys.argv[2:]]
children = [
    Child(name, ["sh", "-c", command], remedy="do this", after=float(name.endswith("later")))
    for name, command in commands
]
Supervisor(children, record=Path(sys.argv[1]), patience=1.0).run()
print("the end", flush=True)
"""


class Run:
    """A supervisor in a process of its own."""

    def __init__(self, folder: Path, *commands: str) -> None:
        self.record = folder / "children"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(self.record), *commands],
            env=surroundings(folder),
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seen = ""

    def read_until(self, words: str) -> str:
        assert self.process.stdout
        while words not in self.seen:
            line = self.process.stdout.readline()
            assert line, f"ended without {words!r}: {self.seen}"
            self.seen += line
        return self.seen

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> str:
        self.process.send_signal(sent)
        rest, _ = self.process.communicate(timeout=20)
        return self.seen + rest


def pid_in(text: str, name: str) -> int:
    line = next(line for line in text.splitlines() if line.startswith(name) and "pid" in line)
    return int(line.split()[-1])


def gone(pid: int, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_running(pid)


@pytest.mark.slow
def test_lines_carry_the_name_and_sigterm_leaves_no_process(tmp_path: Path):
    run = Run(tmp_path, "web=echo pid $$; sleep 60", "job=sleep 60 & echo pid $!; wait")
    run.read_until("job   | pid")
    text = run.read_until("web   | pid")
    web, grandchild = pid_in(text, "web"), pid_in(text, "job")
    assert run.stop().endswith("the end\n")
    assert run.process.returncode == 0
    assert gone(web, 0)
    assert gone(grandchild, 0)
    assert not run.record.exists()


@pytest.mark.slow
def test_a_process_that_ignores_sigterm_is_killed_after_its_time(tmp_path: Path):
    run = Run(tmp_path, "deaf=trap '' TERM; echo pid $$; while true; do sleep 1; done")
    pid = pid_in(run.read_until("pid"), "deaf")
    assert "deaf did not stop; killed" in run.stop()
    assert gone(pid, 0)


@pytest.mark.slow
def test_a_dead_process_is_started_again_and_what_it_left_is_ended(tmp_path: Path):
    run = Run(tmp_path, "web=sleep 60 & echo left pid $!; echo me $$; wait")
    text = run.read_until("me")
    left = pid_in(text, "web")
    os.kill(int(text.splitlines()[-1].split()[-1]), signal.SIGKILL)
    text = run.read_until("starting it again")
    assert "killed by SIGKILL" in text
    assert gone(left)
    run.seen = ""
    run.read_until("me")
    run.stop()


@pytest.mark.slow
def test_a_crash_loop_is_told_with_the_last_lines_and_the_remedy(tmp_path: Path):
    run = Run(tmp_path, "job=echo no such table; exit 3")
    text = run.read_until("To mend it")
    assert "exit code 3" in text
    assert "job keeps ending" in text
    assert "anlan |     no such table" in text
    assert text.rstrip().endswith("do this")
    run.stop()


@pytest.mark.slow
def test_processes_die_with_a_killed_supervisor(tmp_path: Path):
    run = Run(tmp_path, "web=echo pid $$; exec sleep 60")
    pid = pid_in(run.read_until("pid"), "web")
    run.stop(signal.SIGKILL)
    assert gone(pid)


@pytest.mark.slow
def test_what_outlived_a_killed_supervisor_is_ended_by_the_next_start(tmp_path: Path):
    run = Run(tmp_path, "deaf=trap '' TERM; echo pid $$; while true; do sleep 1; done")
    pid = pid_in(run.read_until("pid"), "deaf")
    run.process.kill()
    run.process.wait()
    assert is_running(pid)
    assert end_leftovers(run.record, patience=0.2) == 1
    assert gone(pid, 0)
    run.process.communicate()


def test_a_number_that_was_given_out_anew_is_left_alone(tmp_path: Path):
    record = tmp_path / "children"
    remember(record, [(os.getpid(), "12345")])
    assert end_leftovers(record) == 0


def test_a_list_that_cannot_be_read_is_no_list(tmp_path: Path):
    record = tmp_path / "children"
    record.write_text("{half")
    assert end_leftovers(record) == 0
    assert end_leftovers(tmp_path / "none") == 0


def test_the_pause_before_a_restart_doubles_to_a_limit():
    running = Running(Child("web", ["true"]))
    running.started = time.monotonic()
    pauses = [running.plan_restart() for _ in range(9)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE


@pytest.mark.slow
def test_who_comes_later_leaves_the_first_second_to_the_others(tmp_path: Path):
    run = Run(tmp_path, "later=date +%s.%N; exec sleep 60", "first=date +%s.%N; exec sleep 60")
    run.read_until("first | 1")
    run.read_until("later | 1")
    began = dict(line.split(" | ") for line in run.seen.splitlines())
    assert float(began["later"]) - float(began["first"]) >= 1
    run.stop()


@pytest.mark.slow
def test_who_comes_later_is_never_begun_when_all_is_stopped_before(tmp_path: Path):
    run = Run(tmp_path, "later=echo pid $$; exec sleep 60", "first=echo pid $$; exec sleep 60")
    run.read_until("first | pid")
    assert "later" not in run.stop()


@pytest.mark.slow
def test_a_process_that_closed_its_output_costs_no_work(tmp_path: Path):
    run = Run(tmp_path, "mute=echo pid $$; exec >&- 2>&-; exec sleep 60")
    run.read_until("pid")
    before = sum(os.times()[:2])
    ticks = Path(f"/proc/{run.process.pid}/stat")
    used = [int(field) for field in ticks.read_text().rsplit(")", 1)[1].split()[11:13]]
    time.sleep(0.6)
    after = [int(field) for field in ticks.read_text().rsplit(")", 1)[1].split()[11:13]]
    assert sum(after) - sum(used) < 10
    assert before >= 0
    run.stop()
