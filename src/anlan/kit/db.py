"""Small things about the one database: locks and settings that live as long as the transaction."""

from django.db import connection


def lock(key: str) -> None:
    """Hold an advisory lock on `key` until this transaction ends; waits for others who hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def try_lock(key: str) -> bool:
    """Like `lock`, but does not wait: False when somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        row = cursor.fetchone()
    return bool(row and row[0])


def set_local(name: str, value: str) -> None:
    """Set a configuration parameter for this transaction only; afterwards PostgreSQL reads it as ''."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
