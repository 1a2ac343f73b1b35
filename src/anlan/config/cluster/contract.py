"""What every database gives to the rest of Anlan, whoever runs it."""

from dataclasses import dataclass
from typing import Protocol

from anlan.config.cluster.folders import Say


@dataclass(frozen=True)
class Status:
    """How a database stands. `where` is the data folder, or the server's address; `pid` only of a private
    one."""

    running: bool
    version: str
    where: str
    port: int | None = None
    pid: int | None = None


class Cluster(Protocol):
    """A PostgreSQL that Anlan uses: a private one that it runs, or a given one."""

    def start(self, *, say: Say, with_parent: bool = False) -> str:
        """Make the database ready and return its URL (the owner's). Raises a `ClusterError` with its remedy.

        `with_parent`: a server started by this call ends when this process dies.
        """

    def keep(self, *, say: Say) -> None:
        """Called again and again by the supervisor: starts the server anew when it died."""

    def leave(self) -> None:
        """This process uses it no more: a private server stops after its last user, unless it was asked to
        stay."""

    def stop(self, *, say: Say) -> None:
        """Stop a private server, whoever uses it; a given one is left alone."""

    def status(self) -> Status:
        """How it stands now; never raises for a server that is down."""
