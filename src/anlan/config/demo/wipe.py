"""Throwing a demonstration away: the database and what lies beside it. Nothing else is ever thrown away."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from anlan.config.cluster import GivenServer, PrivateCluster
from anlan.config.cluster.roles import DATABASE, ensure_database
from anlan.config.demo.mark import BEGUN, SUBJECT


class NotADemonstration(Exception):
    """The ledger of this database does not call itself a demonstration."""


def is_demonstration(url: str) -> bool | None:
    """Whether the ledger behind `url` says that it is one; None where there is no ledger yet."""
    with GivenServer(url).connect() as connection:
        return _says_so(connection)


def _says_so(connection: "psycopg.Connection[Any]") -> bool | None:
    table = connection.execute("SELECT to_regclass('public.ledger_fact')").fetchone()
    if table is None or table[0] is None:
        return None
    marks = "SELECT EXISTS (SELECT FROM public.ledger_fact WHERE subject = %s AND kind = %s)"
    row = connection.execute(marks, [SUBJECT, BEGUN.name]).fetchone()
    return bool(row and row[0])


def wipe_private(cluster: PrivateCluster) -> None:
    """Drop the database of a running private server and make it anew, empty."""
    with cluster.server().admin("template1") as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        ensure_database(admin)


def wipe_given(owner_url: str) -> None:
    """Empty the database behind a URL as its owner: every table goes, the database and its roles stay.

    It is asked once more, on this very connection: the owner's URL may lead to another database than the daily one.
    Raises `NotADemonstration`.
    """
    with psycopg.connect(owner_url, autocommit=True) as owner, owner.transaction():
        if _says_so(owner) is not True:
            raise NotADemonstration
        owner.execute("DROP SCHEMA IF EXISTS people CASCADE")
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
        owner.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def remove_files(state: Path) -> None:
    """The log-ins, and the index that finds places: it was built for boundaries that are gone."""
    (state / "demo-logins.txt").unlink(missing_ok=True)
    for index in (state / "locate").glob("*.npy"):
        index.unlink(missing_ok=True)
