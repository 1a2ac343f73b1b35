"""What can be wrong with a database, each with the way to mend it."""

from pathlib import Path

from anlan.config.cluster.language import either


class ClusterError(Exception):
    """Something about the database that a person has to mend: `what` is the fact, `remedy` the way."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}\n  → {remedy}")


class NoDatabase(ClusterError):
    """Neither a URL is given nor a private server was ever started here."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            either(
                f"No database is known here (looked in {state}).", f"这里还没有数据库（查找位置 {state}）。"
            ),
            either(
                "Run `anlan db start` (or `anlan up`), or set ANLAN_DATABASE_URL to your own server.",
                "运行 `anlan db start`（或 `anlan up`），或把 ANLAN_DATABASE_URL 设为自有服务器的地址。",
            ),
        )


class NoBinaries(ClusterError):
    """No PostgreSQL programs of a version Anlan runs on were found."""


class NoAccount(ClusterError):
    """The account PostgreSQL has to run as is missing or cannot be taken."""


class StartFailed(ClusterError):
    """The server ended, or did not become ready, while starting."""


class UpgradeFailed(ClusterError):
    """The data of an older major version could not be carried over; the old folder is untouched."""


class CannotConnect(ClusterError):
    """The given server does not answer, or refuses this name or password."""


class Unsuitable(ClusterError):
    """The server answers but its version, encoding, locale or roles do not fit."""


class NotRunning(ClusterError):
    """The private server was made, but does not run."""

    def __init__(self, where: str) -> None:
        super().__init__(
            either(f"The database does not run ({where}).", f"数据库未运行（{where}）。"),
            either("Run `anlan up`, or `anlan db start`.", "运行 `anlan up` 或 `anlan db start`。"),
        )
