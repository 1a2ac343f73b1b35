"""One PostgreSQL server on one data folder: make, start, wait, stop. Our own supervision, not pg_ctl's."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from anlan.config.cluster.account import Account
from anlan.config.cluster.binaries import Binaries
from anlan.config.cluster.errors import StartFailed
from anlan.config.cluster.folders import Say
from anlan.config.cluster.language import either
from anlan.config.cluster.lockfile import living_postmaster, mend_lock_files
from anlan.config.cluster.process import die_with_parent, is_running, wait_gone, working_in

ADMIN = "anlan_admin"
START_LIMIT = (
    3600.0  # seconds; recovery after a crash may replay much, and a living server is worth waiting for
)
LOG_LIMIT = 20 * 1024 * 1024

SETTINGS = """\
# Written by Anlan at every start. Put your own settings into local.conf beside this file: they win.
shared_buffers = 128MB
max_connections = 100
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 1GB
checkpoint_completion_target = 0.9
fsync = on
synchronous_commit = on
full_page_writes = on
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
include_if_exists = 'local.conf'
"""
# For data that may be lost, as a test's: nothing waits for a disk, and what runs an hour needs no vacuum.
PASSING = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
jit = off
"""
HBA = f"""\
# The administrator comes through the socket only, proven by the kernel to be root or the server's own
# account.
local all {ADMIN} peer map=anlan
host  all {ADMIN} all reject
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
host  all all ::1/128 scram-sha-256
"""


_started: list["subprocess.Popen[bytes]"] = []  # a server outlives the object that started it


@dataclass
class Server:
    """A server of `binaries` on `data`, run by `account`, with its socket in `sockets` and its words in `log`.

    `passing`: its data may be lost.
    """

    binaries: Binaries
    account: Account
    data: Path
    sockets: Path
    log: Path
    passing: bool = False
    _child: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def initialise(self) -> None:
        """Make the data folder: libc C.UTF-8, so Chinese text sorts and searches alike on every machine.

        It is made beside its place and moved there whole. Raises `StartFailed` with initdb's words.
        """
        making = self.data.with_name(f"{self.data.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        self.account.make(making)
        options = ["--locale-provider=libc", "--locale=C.UTF-8", "--encoding=UTF8", f"--username={ADMIN}"]
        options += ["--auth-local=peer", "--auth-host=reject", "--data-checksums"]
        options += ["--no-sync"] if self.passing else []
        done = self.run("initdb", *options, "-D", str(making))
        if done.returncode != 0:
            raise StartFailed(
                either("The data folder could not be made: ", "无法创建数据目录：")
                + done.stderr.strip()[-600:],
                either(
                    f"Check the free space and the rights of {self.data.parent}.",
                    f"请检查 {self.data.parent} 的剩余空间与权限。",
                ),
            )
        settings = (making / "postgresql.conf").read_text()
        self.account.write(making / "postgresql.conf", f"{settings}\ninclude_if_exists = 'anlan.conf'\n")
        making.rename(self.data)

    def run(self, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the programs as the account, to its end."""
        return subprocess.run(
            [self.binaries.program(program), *words], cwd=self.data.parent, env=self.surroundings(),
            umask=0o077,
            capture_output=True, text=True, check=False, **self.account.run_as(),
        )  # fmt: skip

    def surroundings(self) -> dict[str, str]:
        """A clean environment: no PG* variable of the user's may lead a program astray."""
        path = os.environ.get("PATH", "/usr/bin:/bin")
        return {"PATH": path, "LC_ALL": "C.UTF-8", "HOME": str(self.data.parent), "TZ": "UTC"}

    def pid(self) -> int | None:
        """The living server of this data folder, whoever started it; None when there is none."""
        for started in _started:
            started.poll()  # a dead child of ours stays a zombie until it is asked
        return living_postmaster(self.data)

    def port(self) -> int | None:
        """The port the living server listens on."""
        lines = self._pid_lines()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else None

    def _pid_lines(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def start(self, *, port: int, say: Say, with_parent: bool) -> None:
        """Start on `port` and wait until it takes connections. Raises `StartFailed` with the server's last
        words.

        `with_parent`: the kernel shuts the server down cleanly should this process die.
        """
        self._configure()
        mend_lock_files(self.data, self.sockets)
        # Sessions of a killed server: they hold its memory and block a new one.
        for orphan in working_in(self.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGQUIT)
        end = time.monotonic() + 60
        while True:
            mark = self._rotate()
            self._spawn(port, with_parent=with_parent)
            try:
                self.wait_ready(say)
                return
            except StartFailed:
                words = self.words_since(mark)
                if "shared memory block" not in words or time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def _configure(self) -> None:
        mapped = "".join(f"anlan {name} {ADMIN}\n" for name in sorted({"root", self.account.name}))
        settings = SETTINGS + PASSING if self.passing else SETTINGS
        for name, text in (("anlan.conf", settings), ("pg_hba.conf", HBA), ("pg_ident.conf", mapped)):
            self.account.write(self.data / name, text)

    def _spawn(self, port: int, *, with_parent: bool) -> None:
        words = [self.binaries.program("postgres"), "-D", str(self.data), "-p", str(port)]
        words += ["-k", str(self.sockets), "-c", "listen_addresses=127.0.0.1"]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                words, cwd=self.data.parent, env=self.surroundings(), umask=0o077, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, **self.account.run_as(),
                preexec_fn=die_with_parent(signal.SIGINT) if with_parent else None,  # noqa: PLW1509 - see there
            )  # fmt: skip
            _started.append(self._child)

    def _rotate(self) -> int:
        """Keep one older log; returns where this start's words begin."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        return self.log.stat().st_size if self.log.exists() else 0

    def words_since(self, mark: int = 0, *, longest: int = 2000) -> str:
        """The end of what the server wrote to its log since byte `mark`."""
        try:
            with self.log.open("rb") as file:
                file.seek(mark)
                return file.read()[-longest:].decode(errors="replace")
        except FileNotFoundError:
            return ""

    def wait_ready(self, say: Say, *, limit: float = START_LIMIT) -> None:
        """Wait until the living or starting server takes connections, telling every five seconds how far
        it is."""
        began = told = time.monotonic()
        while True:
            lines = self._pid_lines()
            mine = self._child is None or (lines and lines[0] == str(self._child.pid))
            if mine and len(lines) > 7 and lines[7] == "ready" and self.pid():
                return
            ended = self._child.poll() is not None if self._child else self.pid() is None
            now = time.monotonic()
            if ended or now - began > limit:
                raise self._start_failed()
            if now - told >= 5:
                told = now
                last = self.words_since(longest=300).strip().splitlines()[-1:]
                waited = int(now - began)
                say(
                    either(f"Database still starting ({waited} s): ", f"数据库仍在启动（{waited} 秒）：")
                    + "".join(last)
                )
            time.sleep(0.02)

    def _start_failed(self) -> StartFailed:
        last = "\n    ".join(self.words_since(longest=800).strip().splitlines()[-5:])
        return StartFailed(
            either(
                f"PostgreSQL did not start on {self.data}:\n    {last}",
                f"PostgreSQL 未能启动（{self.data}）：\n    {last}",
            ),
            either(
                f"The whole log is {self.log}; `anlan doctor` checks space, memory and rights.",
                f"完整日志见 {self.log}；`anlan doctor` 会检查空间、内存与权限。",
            ),
        )

    def stop(self) -> None:
        """Stop the living server: fast shutdown, and after a minute the immediate one (it then recovers at
        the start)."""
        pid = self.pid()
        for sent, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
            if wait_gone(lambda: self._lives(pid), seconds=patience):
                break
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _lives(self, pid: int) -> bool:
        if self._child is not None and self._child.pid == pid:
            return self._child.poll() is None
        return is_running(pid)

    def admin(
        self, database: str = "postgres", *, port: int | None = None
    ) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection as the administrator, through the socket."""
        return psycopg.connect(
            host=str(self.sockets),
            port=port or self.port(),
            user=ADMIN,
            dbname=database,
            autocommit=True,
            connect_timeout=30,
        )

    def admin_arguments(self, port: int) -> Sequence[str]:
        """The same for command-line programs."""
        return ("-h", str(self.sockets), "-p", str(port), "-U", ADMIN)


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
