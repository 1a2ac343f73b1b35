"""A server that the district runs itself, by URL. It is checked, never changed beyond the app role."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from anlan.config.cluster.contract import Status
from anlan.config.cluster.errors import CannotConnect, Unsuitable
from anlan.config.cluster.folders import Say
from anlan.config.cluster.language import either

OLDEST = 150000
UTF8_NAMES = {"c.utf-8", "c.utf8"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `ok`, what was found, and how to mend it (empty when all is well).

    `optional`: Anlan runs without it; only some feature, named in `what`, does not.
    """

    ok: bool
    what: str
    remedy: str = ""
    optional: bool = False


class GivenServer:
    """The server behind a URL. `start` raises the first thing that does not fit; `findings` tells them
    all."""

    def __init__(self, url: str, owner: str | None = None) -> None:
        """`url` is for the daily work; `owner` for migrations, where that is another account."""
        self.url = url
        self.owner = owner

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection, or `CannotConnect` with the reason and no password in it."""
        try:
            parts = urlsplit(self.url)
            if parts.scheme not in ("postgresql", "postgres") or parts.port == 0:
                raise ValueError(either("not a PostgreSQL URL", "不是 PostgreSQL 的 URL"))
            return psycopg.connect(self.url, connect_timeout=5, autocommit=True, client_encoding="utf8")
        except (psycopg.Error, ValueError) as error:
            reason = _plain(error, self.url)
            raise CannotConnect(
                either(
                    f"The database {without_password(self.url)} does not answer: {reason}",
                    f"数据库 {without_password(self.url)} 无法连接：{reason}",
                ),
                either(
                    "Check host, port, name and password in ANLAN_DATABASE_URL "
                    "(postgresql://user:password@host:5432/name), "
                    "that the server runs, and that its pg_hba.conf lets this machine in.",
                    "请检查 ANLAN_DATABASE_URL 中的主机、端口、库名与密码（postgresql://用户:密码@主机:5432/库名），"
                    "确认服务器已运行，且 pg_hba.conf 允许本机访问。",
                ),
            ) from error

    def findings(self) -> list[Finding]:
        """Version, encoding, locale and role of the server, each with its remedy. Raises `CannotConnect`."""
        with self.connect() as connection:
            return look_at(connection)

    def start(self, *, say: Say, with_parent: bool = False) -> str:  # noqa: ARG002 - it is not ours to end
        """Check the server and return its URL. Raises `CannotConnect` or `Unsuitable`."""
        if self.owner:
            with GivenServer(self.owner).connect() as connection:
                _ensure_app_role(connection)
        with self.connect() as connection:
            _ensure_app_role(connection)
            for finding in look_at(connection):
                if not finding.ok:
                    raise Unsuitable(finding.what, finding.remedy)
            version = connection.info.server_version
        address = without_password(self.url)
        say(
            either(
                f"Database: PostgreSQL {version // 10000}.{version % 10000} at {address} (a given server)",
                f"数据库：PostgreSQL {version // 10000}.{version % 10000}，{address}（自有服务器）",
            )
        )
        return self.url

    def keep(self, *, say: Say) -> None:
        """Nothing: its own operators keep it running."""

    def leave(self) -> None:
        """Nothing to stop."""

    def stop(self, *, say: Say) -> None:
        """Nothing: it is not ours to stop."""

    def status(self) -> Status:
        """How it stands now."""
        parts = urlsplit(self.url)
        try:
            with self.connect() as connection:
                version = connection.info.server_version
        except CannotConnect:
            return Status(False, "", without_password(self.url), parts.port)
        return Status(True, f"{version // 10000}.{version % 10000}", without_password(self.url), parts.port)


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "postgresql://…"
    if not parts.scheme.startswith("postgres"):
        return "…"  # a connection string of another form may hold a password anywhere
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit((parts.scheme, f"{user}{parts.hostname or ''}{port}", parts.path, "", ""))


def _plain(error: Exception, url: str) -> str:
    """The error on one line, without what the URL holds between the colon and the @."""
    told = " ".join(str(error).split())[:300]
    secret = url.rpartition("@")[0].rpartition(":")[2]
    return told.replace(secret, "…") if secret else told


def look_at(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[Finding]:
    """What a server must have, whoever runs it."""
    version = connection.info.server_version
    number = f"{version // 10000}.{version % 10000}"
    findings = [
        Finding(True, f"PostgreSQL {number}")
        if version >= OLDEST
        else Finding(
            False,
            either(f"PostgreSQL {number} is too old.", f"PostgreSQL {number} 版本过低。"),
            either("Anlan needs 15 or newer.", "安澜需要 15 或更新版本。"),
        )
    ]
    if version >= OLDEST:  # the columns asked for below came with 15
        findings += [*_encoding_and_locale(connection), _roles(connection)]
    return findings


def _encoding_and_locale(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[Finding]:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datcollate, datctype, datname "
        "FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    encoding, provider, collate, ctype, name = row or ("", "", "", "", "")
    remake = f"CREATE DATABASE {name}_utf8 TEMPLATE template0 ENCODING 'UTF8' "
    remake += "LOCALE_PROVIDER libc LOCALE 'C.UTF-8';"
    remedy = either(
        f"Make a database that fits and point the URL at it: {remake}",
        f"请新建合适的数据库并修改 URL：{remake}",
    )
    fits = provider == "c" and {collate.lower(), ctype.lower()} <= UTF8_NAMES
    kind = {"c": "libc", "i": "ICU", "b": "builtin"}.get(provider, provider)
    locale = either(f"locale {kind} {collate}/{ctype}", f"区域设置 {kind} {collate}/{ctype}")
    wrong = either(
        " is not libc C.UTF-8: Chinese text would sort and search differently.",
        " 不是 libc C.UTF-8，中文排序与检索会不一致。",
    )
    coded = either(f"encoding {encoding}", f"编码 {encoding}")
    return [
        Finding(True, coded)
        if encoding == "UTF8"
        else Finding(False, coded + either(", not UTF8.", "，不是 UTF8。"), remedy),
        Finding(True, locale) if fits else Finding(False, locale + wrong, remedy),
    ]


def _roles(connection: "psycopg.Connection[tuple[Any, ...]]") -> Finding:
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'anlan_app'), current_user, "
        "CASE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'anlan_app') "
        "THEN current_user = 'anlan_app' OR pg_has_role(current_user, 'anlan_app', 'USAGE') ELSE false END"
    ).fetchone()
    exists, me, may = row or (False, "", False)
    if exists and may:
        return Finding(True, either(f"role anlan_app, usable by {me}", f"角色 anlan_app（{me} 可用）"))
    return Finding(
        False,
        either(
            f"The role anlan_app is missing or {me} may not use it.",
            f"角色 anlan_app 不存在，或 {me} 无权使用。",
        ),
        either(
            f'As a superuser: CREATE ROLE anlan_app NOLOGIN; GRANT anlan_app TO "{me}";',
            f'以超级用户执行：CREATE ROLE anlan_app NOLOGIN; GRANT anlan_app TO "{me}";',
        ),
    )


def _ensure_app_role(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Make the app role where this account may; where it may not, `look_at` names what an administrator
    has to do."""
    row = connection.execute(
        "SELECT rolcreaterole OR rolsuper, rolname FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0] or _roles(connection).ok:
        return
    have = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'anlan_app'").fetchone()
    if have is None:
        connection.execute("CREATE ROLE anlan_app NOLOGIN")
    connection.execute(sql.SQL("GRANT anlan_app TO {}").format(sql.Identifier(row[1])))
