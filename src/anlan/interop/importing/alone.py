"""One file is brought in by one at a time; whoever comes second is told who, and since when."""

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from django.db import connection

from anlan.interop.importing.errors import ImportRunning

# PostgreSQL cuts the name of an application at 63 bytes (NAMEDATALEN).
_MOST = 63
_HOLDER = """
SELECT activity.application_name, activity.backend_start FROM pg_locks AS held
JOIN pg_stat_activity AS activity USING (pid)
WHERE held.locktype = 'advisory' AND held.objsubid = 1 AND held.granted AND activity.datname = current_database()
  AND held.classid = (%s::bigint >> 32 & 4294967295)::oid AND held.objid = (%s::bigint & 4294967295)::oid
"""


def key_of(digest: str, rules: str) -> int:
    """The lock of a file with a mapping: a signed 64-bit number."""
    return int.from_bytes(sha256(f"{digest} {rules}".encode()).digest()[:8], signed=True)


def _called(since: datetime) -> str:
    try:
        person = getpass.getuser()
    except (OSError, KeyError):  # an account without a name, in a container
        person = str(os.getuid())
    who = f"{person}@{socket.gethostname()} {os.getpid()}".encode("ascii", "replace").decode()
    return f"{who[:35]} {since:%Y-%m-%dT%H:%M:%S%z}"[:_MOST]


@contextmanager
def alone(digest: str, rules: str, *, at: datetime) -> Iterator[None]:
    """Hold the lock of this file and mapping; a killed one lets go with its connection. Raises `ImportRunning`."""
    key = key_of(digest, rules)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not (row := cursor.fetchone()) or not row[0]:
            cursor.execute(_HOLDER, [key, key])
            raise _running(cursor.fetchone())
        cursor.execute("SELECT current_setting('application_name')")
        before = str((cursor.fetchone() or ("",))[0])
        cursor.execute("SELECT set_config('application_name', %s, false)", [_called(at)])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s), set_config('application_name', %s, false)", [key, before]
            )


def _running(holder: tuple[str, datetime] | None) -> ImportRunning:
    if holder is None:  # it ended at this very moment
        return ImportRunning(who="?", since="?")
    who, _, since = holder[0].rpartition(" ")
    return ImportRunning(who=who or "?", since=since if who else f"{holder[1]:%Y-%m-%dT%H:%M:%S%z}")
