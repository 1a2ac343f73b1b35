"""Carries the data to a newer major version: both servers run, one's dump is the other's input, and both
are compared.

The old folder is never written to beyond a normal start and stop, and is kept afterwards under another name.
"""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from psycopg import sql

from anlan.config.cluster.binaries import find_old
from anlan.config.cluster.errors import UpgradeFailed
from anlan.config.cluster.folders import Say
from anlan.config.cluster.language import either
from anlan.config.cluster.server import ADMIN, Server, free_port


def version_of(data: Path) -> int | None:
    """The major version of a data folder; None where there is none."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def kept_old(data: Path) -> list[Path]:
    """Data folders of older major versions, kept after an upgrade."""
    return sorted(data.parent.glob(f"{data.name}.old-*"))


def finish_interrupted(data: Path, say: Say) -> None:
    """An upgrade killed between its two renames has a verified new folder and no current one: put it in
    place."""
    fresh = _fresh(data)
    if not data.exists() and _verified(data).exists():
        say(either("Finishing an interrupted upgrade.", "正在完成被中断的升级。"))
        fresh.rename(data)
    if data.exists():
        _verified(data).unlink(missing_ok=True)


def _fresh(data: Path) -> Path:
    return data.with_name(f"{data.name}.new")


def _verified(data: Path) -> Path:
    """The mark, beside the folders, that the new one was compared with the old one and may take its place."""
    return data.with_name(f"{data.name}.new.verified")


def bring_up_to(server: Server, have: int, *, kept: Path, say: Say) -> None:
    """Carry `server.data` from major version `have` to that of `server.binaries`. Raises `UpgradeFailed`."""
    want = server.binaries.major
    old_binaries = find_old(have, kept, server.account)
    if have > want or old_binaries is None:
        raise _cannot(server, have, want)
    say(
        either(
            f"Upgrading the data from PostgreSQL {have} to {want}.",
            f"正在把数据从 PostgreSQL {have} 升级到 {want}。",
        )
    )
    old = replace(server, binaries=old_binaries, log=server.log.with_name("upgrade-old.log"))
    new = replace(server, data=_fresh(server.data), log=server.log.with_name("upgrade-new.log"))
    if new.data.exists():
        new.stop()
        shutil.rmtree(new.data)
    new.initialise()
    old_port, new_port = free_port(), free_port()
    try:
        old.start(port=old_port, say=say, with_parent=True)
        new.sockets = new.account.make(server.data.parent / "upgrade-socket")
        new.start(port=new_port, say=say, with_parent=True)
        _pour(old, old_port, new, new_port)
        _compare(old, new)
    finally:
        new.stop()
        old.stop()
    _verified(server.data).touch()
    aside = server.data.with_name(f"{server.data.name}.old-{have}")
    server.data.rename(aside)
    new.data.rename(server.data)
    _verified(server.data).unlink()
    say(
        either(
            f"Upgraded and compared table by table. The old data stay in {aside}; delete them when you "
            f"are content.",
            f"升级完成，并已逐表核对。旧数据保留在 {aside}，确认无误后可删除。",
        )
    )


def _pour(old: Server, old_port: int, new: Server, new_port: int) -> None:
    """Everything from one to the other, through a pipe: no copy on disk. The newer program makes the dump."""
    dumping = [new.binaries.program("pg_dumpall"), *old.admin_arguments(old_port)]
    loading = [new.binaries.program("psql"), *new.admin_arguments(new_port), "-d", "postgres", "-X", "-q"]
    loading += ["-v", "ON_ERROR_STOP=1", "-o", "/dev/null"]
    home, around, account = new.data.parent, new.surroundings(), new.account.run_as()
    with tempfile.TemporaryFile() as words:
        dump = subprocess.Popen(
            dumping, cwd=home, env=around, stdout=subprocess.PIPE, stderr=words, **account
        )
        load = subprocess.Popen(loading, cwd=home, env=around, stdin=subprocess.PIPE, stderr=words, **account)
        with dump, load:
            _feed(cast(IO[bytes], dump.stdout), cast(IO[bytes], load.stdin))
        if load.returncode != 0 or dump.returncode != 0:
            words.seek(0)
            raise _failed(old, words.read().decode(errors="replace").strip()[-800:])


def _feed(dump: IO[bytes], load: IO[bytes]) -> None:
    existing = f"CREATE ROLE {ADMIN};\n".encode()  # initdb made this one; roles come before any data
    try:
        for line in dump:
            if existing and line == existing:
                existing = b""
            else:
                load.write(line)
        load.close()
    except BrokenPipeError:
        dump.close()  # the loader gave up and has said why; the dump ends at its next word


def _compare(old: Server, new: Server) -> None:
    before, after = _counts(old), _counts(new)
    if before != after:
        different = sorted(set(before.items()) ^ set(after.items()))[:5]
        raise _failed(
            old, either(f"these row counts differ: {different}", f"以下表的行数不一致：{different}")
        )


def _counts(server: Server) -> dict[str, int]:
    """Rows of every table of every database, counted, not estimated."""
    counts: dict[str, int] = {}
    with server.admin() as admin:
        names = [
            row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1")
        ]
    tables = (
        "SELECT schemaname, tablename FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    for name in names:
        with server.admin(name) as admin:
            counts[name] = 0
            for schema, table in admin.execute(tables).fetchall():
                one = admin.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
                ).fetchone()
                counts[f"{name}.{schema}.{table}"] = one[0] if one else 0
    return counts


def _failed(old: Server, told: str) -> UpgradeFailed:
    return UpgradeFailed(
        either(f"The upgrade was given up: {told}", f"升级已放弃：{told}"),
        either(
            f"Nothing is lost: the data in {old.data} are as they were. Start with "
            f"ANLAN_POSTGRES_BIN={old.binaries.folder} "
            "meanwhile, and report these lines.",
            f"数据没有丢失：{old.data} 保持原样。可先设 ANLAN_POSTGRES_BIN={old.binaries.folder} 启动，"
            f"并反馈以上信息。",
        ),
    )


def _cannot(server: Server, have: int, want: int) -> UpgradeFailed:
    if have > want:
        remedy = either(f"Install PostgreSQL {have} or newer.", f"请安装 PostgreSQL {have} 或更新版本。")
    else:
        remedy = either(
            f"Install PostgreSQL {have}'s programs (Debian: `apt install postgresql-{have}`), or set "
            f"ANLAN_POSTGRES_OLD_BIN "
            "to their folder, then start again: the data are carried over.",
            f"请安装 PostgreSQL {have} 的程序（Debian：`apt install postgresql-{have}`），或把 "
            f"ANLAN_POSTGRES_OLD_BIN 设为其目录，"
            "再次启动即会自动迁移数据。",
        )
    return UpgradeFailed(
        either(
            f"The data in {server.data} are of PostgreSQL {have}, the programs here of {want}.",
            f"{server.data} 中的数据属于 PostgreSQL {have}，而本机程序是 {want}。",
        ),
        remedy,
    )
