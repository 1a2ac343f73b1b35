"""Where things lie: the state folder, and the home of the private server inside it or, for root, in the
system's."""

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from anlan.config.cluster.account import Account
from anlan.config.cluster.errors import NoAccount
from anlan.config.cluster.language import either

SYSTEM_STATE = Path("/var/lib/anlan")
Say = Callable[[str], None]


def state_folder() -> Path:
    """The folder of data, keys and files: `ANLAN_STATE`, else `.anlan` in a checkout, else the account's
    own."""
    given = os.environ.get("ANLAN_STATE")
    if given:
        return Path(given).expanduser().absolute()
    project = Path(__file__).resolve().parents[4]
    if (project / "pyproject.toml").is_file():
        return project / ".anlan"
    if os.geteuid() == 0:
        return SYSTEM_STATE / "state"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "anlan"


def run_folder(state: Path) -> Path:
    """`<state>/run` (mode 0700): the URL and the locks of what runs. Made when missing, with the state
    folder."""
    if not state.exists():
        # Root's state folder can be passed through, not listed: the database's account has its data inside.
        state.mkdir(parents=True, mode=0o700)
        state.chmod(0o711 if os.geteuid() == 0 else 0o700)
    run = state / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    return run


def home_of(state: Path, account: Account, *, system: Path = SYSTEM_STATE) -> Path:
    """The private server's home. Where data already lie wins; else the state folder when `account` can
    enter it;
    else, for root, `<system>/<hash of the state folder's path>`: parents of others are never opened up.

    Raises `NoAccount` when data lie in a folder the account can no longer enter.
    """
    inside = state / "postgres"
    apart = system / hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    taken = next((home for home in (inside, apart) if (home / "data").exists()), None)
    enterable = not account.drops or account.can_enter(state)
    if taken == inside and not enterable:
        raise NoAccount(
            either(
                f"The database lies in {inside}, which the account {account.name} can no longer enter.",
                f"数据库位于 {inside}，账户 {account.name} 已无法进入该目录。",
            ),
            either(
                f"Let it pass again (`chmod o+x` on the parent that changed), or move {inside} to {apart}.",
                f"恢复上级目录的通过权限（对变更过的目录 `chmod o+x`），或把 {inside} 移到 {apart}。",
            ),
        )
    home = taken or (inside if enterable else apart)
    if home == apart and not system.exists():
        system.mkdir(parents=True)
        system.chmod(0o755)
    return account.passage(home).resolve()


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by its owner only, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextlib.contextmanager
def locked(path: Path, say: Say) -> Iterator[None]:
    """Hold the lock file `path` alone; tells when somebody else holds it. The kernel frees it when we die."""
    with path.open("a") as file:
        waiting = 0.0
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if waiting == 0:
                    say(
                        either(
                            "Another process is starting the database; waiting for it.",
                            "另一进程正在启动数据库，等待中。",
                        )
                    )
                waiting += 0.05
                time.sleep(0.05)
        yield


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Hold `path` for as long as this process does something that only one may do, its pid inside.

    Yields False when somebody else holds it (`holder` says who).
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield True


def holder(path: Path) -> int | None:
    """The pid of who holds `path`; None when nobody does."""
    try:
        with path.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read() or 0) or None
    except (FileNotFoundError, PermissionError):
        pass
    return None
