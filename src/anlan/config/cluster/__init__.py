"""The database: a private PostgreSQL that Anlan runs itself, or the server behind `ANLAN_DATABASE_URL`.

    choose().start(say=print)     makes it ready, whichever it is, and returns the owner's URL
    database_url()                the URL for every other process; never starts anything
    ensure_started()              for tests and measurements: starts it when needed, stops it after the last user

Who may log in: `anlan_owner` owns and migrates; the daily work takes the role `anlan_app`
(`options=-c role=anlan_app`), which owns nothing, so it can neither switch off a trigger nor a row-level
policy.
"""

import atexit
import os
from pathlib import Path

from anlan.config.cluster.contract import Cluster, Status
from anlan.config.cluster.errors import ClusterError, NoDatabase, NotRunning, StartFailed
from anlan.config.cluster.folders import Say, run_folder, state_folder
from anlan.config.cluster.given import Finding, GivenServer
from anlan.config.cluster.private import PrivateCluster, remove

__all__ = [
    "Cluster",
    "ClusterError",
    "Finding",
    "GivenServer",
    "NoDatabase",
    "NotRunning",
    "PrivateCluster",
    "Say",
    "Status",
    "choose",
    "database_url",
    "ensure_started",
    "require_running",
    "run_folder",
    "settings_url",
    "state_folder",
]

_held: dict[Path, PrivateCluster] = {}


def choose() -> Cluster:
    """The given server when `ANLAN_DATABASE_URL` is set, else the private one of the state folder."""
    given = os.environ.get("ANLAN_DATABASE_URL")
    return GivenServer(given, os.environ.get("ANLAN_OWNER_URL")) if given else PrivateCluster(state_folder())


def database_url() -> str:
    """`ANLAN_DATABASE_URL`, else the private server's URL as its start wrote it down. Raises `NoDatabase`.

    A process that works as the owner (`ANLAN_DB_ROLE=owner`, as migrations do) is told `ANLAN_OWNER_URL` where a
    district has one.
    """
    owner = os.environ.get("ANLAN_OWNER_URL")
    if owner and os.environ.get("ANLAN_DB_ROLE") == "owner":
        return owner
    given = os.environ.get("ANLAN_DATABASE_URL")
    if given:
        return given
    state = state_folder()
    try:
        return (state / "run" / "database_url").read_text().strip()
    except FileNotFoundError:
        raise NoDatabase(state) from None


def require_running() -> None:
    """Raise the `ClusterError` that says how to mend it when the database of this process does not answer."""
    url = database_url()
    cluster = choose()
    if isinstance(cluster, PrivateCluster) and not cluster.status().running:
        raise NotRunning(cluster.status().where)
    GivenServer(url).connect().close()


def settings_url() -> str:
    """`database_url()` for settings, which must load without a database too (lint, type checks, `--help`).

    Without one the host's name says what to do, so that a failing connection does.
    """
    try:
        return database_url()
    except NoDatabase:
        return "postgresql://anlan_owner@run-anlan-db-start-first.invalid/anlan"


def ensure_started(*, passing: bool = False) -> str:
    """Start the database when it is not running; returns the owner's URL.

    The private server goes on until the last process that called this has ended (or for ever after
    `anlan db start`), so runs side by side do not end each other's server. `passing`, for tests: a server beside the
    district's own, in `<state>/tests`, which waits for no disk. Its data may be lost, and are thrown away when it
    cannot start on them; what is measured is measured on the other.
    """
    given = os.environ.get("ANLAN_DATABASE_URL")
    if given:
        return GivenServer(given).start(say=lambda _: None)
    run_folder(state_folder())
    state = state_folder() / "tests" if passing else state_folder()
    if state not in _held:
        _held[state] = PrivateCluster(state, passing=passing)
        atexit.register(_held[state].leave)
    try:
        return _held[state].start(say=lambda _: None)
    except StartFailed:
        if not passing:
            raise
        remove(_held[state])
        return _held[state].start(say=lambda _: None)
