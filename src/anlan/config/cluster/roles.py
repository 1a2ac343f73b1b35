"""The two roles and the database. The owner migrates; the app role, which no one can log in as, does the
daily work."""

from typing import Any, LiteralString

import psycopg
from psycopg import sql

OWNER, APP, DATABASE = "anlan_owner", "anlan_app", "anlan"

# What the owner makes, the app role may use. They are set in template1 too, so a test's database has them
# as well.
_DEFAULTS: tuple[LiteralString, ...] = (
    "ALTER DEFAULT PRIVILEGES FOR ROLE anlan_owner GRANT USAGE ON SCHEMAS TO anlan_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE anlan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "
    "anlan_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE anlan_owner GRANT USAGE, SELECT ON SEQUENCES TO anlan_app",
)
Connection = psycopg.Connection[tuple[Any, ...]]


def ensure_roles(admin: Connection, password: str) -> None:
    """Make or mend the roles; `password` (already a SCRAM verifier or plain) becomes the owner's."""
    have = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'anlan%%'")}
    if APP not in have:
        admin.execute("CREATE ROLE anlan_app NOLOGIN")
    if OWNER not in have:
        admin.execute("CREATE ROLE anlan_owner LOGIN CREATEDB")
    verifier = admin.pgconn.encrypt_password(password.encode(), OWNER.encode(), b"scram-sha-256").decode()
    admin.execute(sql.SQL("ALTER ROLE anlan_owner LOGIN CREATEDB PASSWORD {}").format(verifier))
    admin.execute("GRANT anlan_app TO anlan_owner")


def ensure_database(admin: Connection) -> bool:
    """Make the database when it is missing; whether it was made."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        return False
    for statement in _DEFAULTS:
        admin.execute(statement)  # `admin` is connected to template1 here: the new database copies it
    admin.execute("CREATE DATABASE anlan OWNER anlan_owner TEMPLATE template1")
    return True
