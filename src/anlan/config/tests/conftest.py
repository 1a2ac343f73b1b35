"""Temporary state folders. The project's own is never touched."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.config.cluster import PrivateCluster
from anlan.config.cluster.private import remove

SOURCE = Path(__file__).resolve().parents[3]


def _memory() -> str | None:
    """A folder in memory where programs may run: what is tested is the order of things, not this machine's disk."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK) and not os.statvfs(memory).f_flag & os.ST_NOEXEC
    return str(memory) if usable and shutil.disk_usage(memory).free > 1024**3 else None


def new_folder() -> Path:
    """A temporary folder every account can enter (pytest's own is closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-test-", dir=_memory()))
    folder.chmod(0o755)
    return folder


def quiet(_: str) -> None:
    """A `say` nobody hears."""


@pytest.fixture
def roomy() -> Iterator[Path]:
    """A folder every account can enter (pytest's own is closed to others)."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh(roomy: Path) -> Iterator[PrivateCluster]:
    """A private server that does not exist yet."""
    made = PrivateCluster(roomy / "state")
    yield made
    remove(made)


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """The state folder of a server that was made and stopped; copying it is faster than making one."""
    folder = new_folder()
    made = PrivateCluster(folder / "state")
    made.start(say=quiet)
    made.stop(say=quiet)
    (folder / "state" / "postgres" / "port").unlink()
    yield folder / "state"
    shutil.rmtree(folder, ignore_errors=True)


def copied(prepared: Path, folder: Path) -> PrivateCluster:
    """A stopped server of its own, with the owners and modes of the prepared one."""
    subprocess.run(["cp", "-a", str(prepared), str(folder / "state")], check=True)
    return PrivateCluster(folder / "state")


@pytest.fixture
def cluster(prepared: Path, roomy: Path) -> Iterator[PrivateCluster]:
    """A private server that was made before and is stopped."""
    made = copied(prepared, roomy)
    yield made
    remove(made)


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[PrivateCluster]:
    """A running private server for the tests of one file that only look at it."""
    folder = new_folder()
    made = copied(prepared, folder)
    made.start(say=quiet)
    yield made
    remove(made)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server is given."""
    monkeypatch.delenv("ANLAN_DATABASE_URL", raising=False)


def surroundings(state: Path) -> dict[str, str]:
    """The environment of a process of Anlan on `state`, with its private server."""
    passed = ("ANLAN_POSTGRES_BIN",)
    dropped = ("ANLAN_", "PYTEST_", "COV_")
    env = {
        name: value for name, value in os.environ.items() if name in passed or not name.startswith(dropped)
    }
    ours = {"ANLAN_STATE": str(state), "PYTHONPATH": str(SOURCE), "LC_ALL": "C.UTF-8", "ANLAN_LANGUAGE": "en"}
    return {**env, **ours}


def python_of(user: str) -> str:
    """A Python that `user` can run; skips when this machine has none of our version."""
    account = pwd.getpwnam(user)
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    for program in (sys.executable, f"/usr/bin/python{minor}"):
        try:
            told = subprocess.run(
                [program, "-c", ask], capture_output=True, text=True, check=False, cwd="/", user=account.pw_uid,
                group=account.pw_gid, extra_groups=[],
            )  # fmt: skip
        except OSError:
            continue
        if told.stdout.strip() == minor:
            return program
    pytest.skip(f"no Python {minor} here that {user} may run")
