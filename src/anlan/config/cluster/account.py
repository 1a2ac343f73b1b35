"""The account PostgreSQL runs as. It never runs as root: an ordinary account is taken, none is created."""

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from anlan.config.cluster.errors import NoAccount
from anlan.config.cluster.language import either

CANDIDATES = ("postgres", "nobody")


class RunAs(TypedDict, total=False):
    """The part of `subprocess.Popen`'s arguments that changes the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account of this machine; `drops` when we are root and become it for PostgreSQL's programs."""

    name: str
    uid: int
    gid: int
    drops: bool

    def run_as(self) -> RunAs:
        """Arguments for `subprocess` that run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}

    def make(self, folder: Path) -> Path:
        """Make `folder` for this account alone (mode 0700), in a parent that is ours."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.drops:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
        return folder

    def passage(self, folder: Path) -> Path:
        """Make `folder` ours, with content that this account can reach by name but not change."""
        if not folder.exists():
            folder.mkdir(mode=0o700)
            folder.chmod(0o711 if self.drops else 0o700)  # mkdir's mode is cut by the umask, this is not
        return folder

    def write(self, path: Path, text: str) -> None:
        """Write a file of this account (mode 0600) into its own folder, whole or not at all.

        Root never opens an existing name there: the account could have put a link in its place.
        """
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            if self.drops:
                os.fchown(file.fileno(), self.uid, self.gid)
            file.write(text)
        fresh.replace(path)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can enter `folder`: asked of the kernel, so access lists and mounts count."""
        entered = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
            cwd="/",
            capture_output=True,
            check=False,
            **self.run_as(),
        )
        return entered.returncode == 0


def _named(entry: pwd.struct_passwd, *, drops: bool) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drops)


def account_for(data: Path | None = None) -> Account:
    """The account for PostgreSQL: ours, or for root the owner of existing `data`, else `postgres`, else
    `nobody`.

    Raises `NoAccount` when we are root and no ordinary account can be used.
    """
    if os.geteuid() != 0:
        try:
            return _named(pwd.getpwuid(os.geteuid()), drops=False)
        except KeyError:
            return Account(str(os.geteuid()), os.geteuid(), os.getegid(), drops=False)
    names: list[str] = []
    if data is not None and data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        try:
            return _named(pwd.getpwuid(owner.st_uid), drops=True)
        except KeyError:
            names.append(str(owner.st_uid))
    for name in CANDIDATES:
        names.append(name)
        try:
            return _named(pwd.getpwnam(name), drops=True)
        except KeyError:
            continue
    raise NoAccount(
        either(
            f"PostgreSQL must not run as root, and none of these accounts exists: {', '.join(names)}.",
            f"PostgreSQL 不能以 root 运行，而这些账户都不存在：{'、'.join(names)}。",
        ),
        either(
            "Run Anlan as an ordinary user, or create one: `useradd --system postgres`.",
            "请以普通用户运行，或创建账户：`useradd --system postgres`。",
        ),
    )
