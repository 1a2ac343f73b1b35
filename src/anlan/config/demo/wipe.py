"""Throwing a demonstration away: the database and what lies beside it. Nothing else is ever thrown away."""

from pathlib import Path

import psycopg
from psycopg import sql

from anlan.config.cluster import GivenServer, PrivateCluster
from anlan.config.cluster.roles import DATABASE, ensure_database
from anlan.config.demo.mark import SUBJECT


def is_demonstration(url: str) -> bool | None:
    """Whether the ledger behind `url` says that it is one; None where there is no ledger yet."""
    with GivenServer(url).connect() as connection:
        table = connection.execute("SELECT to_regclass('ledger_fact')").fetchone()
        if table is None or table[0] is None:
            return None
        found = connection.execute("SELECT EXISTS (SELECT FROM ledger_fact WHERE subject = %s)", [SUBJECT])
        row = found.fetchone()
        return bool(row and row[0])


def wipe_private(cluster: PrivateCluster) -> None:
    """Drop the database of a running private server and make it anew, empty."""
    with cluster.server().admin("template1") as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        ensure_database(admin)


def wipe_given(owner_url: str) -> None:
    """Empty the database behind a URL as its owner: every table goes, the database and its roles stay."""
    with psycopg.connect(owner_url, autocommit=True) as owner, owner.transaction():
        owner.execute("DROP SCHEMA IF EXISTS people CASCADE")
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
        owner.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def remove_files(state: Path) -> None:
    """The log-ins, and the index that finds places: it was built for boundaries that are gone."""
    (state / "demo-logins.txt").unlink(missing_ok=True)
    for index in (state / "locate").glob("*.npy"):
        index.unlink(missing_ok=True)
