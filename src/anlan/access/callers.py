"""A caller's number as a mark: what is stored beside their contact, asked for only through `look_up_caller`."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from anlan.access.actors import Actor
from anlan.access.contacts import plain_phone
from anlan.access.errors import PhoneInvalid
from anlan.kit.db import set_local
from anlan.kit.keyed import keyed

KEPT_FOR = timedelta(days=3 * 365)
_HOME = ("+86", "0086")


def mark_of(phone: str) -> bytes:
    """32 bytes that say nothing without the deployment's secret. The country's own prefix makes no difference.

    Raises `PhoneInvalid`.
    """
    plain = plain_phone(phone)
    if not plain:
        raise PhoneInvalid(field="phone")
    for prefix in _HOME:
        plain = plain.removeprefix(prefix)
    return keyed("caller", plain)


def keep_mark(*, person: UUID, subject: UUID, phone: str, at: datetime) -> None:
    """Beside somebody whose contact was just kept, while the door of `subject` stands open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people.caller_mark (person_id, subject, mark, kept_at) VALUES (%s, %s, %s, %s)",
            [person, subject, mark_of(phone), at],
        )


def marked(phone: str, *, by: Actor, since: datetime, most: int) -> list[UUID]:
    """The cases kept with this number since then, newest first. For `look_up_caller`: it asks for consent."""
    mark = mark_of(phone)
    with transaction.atomic(), connection.cursor() as cursor:
        set_local({"anlan.caller": mark.hex(), "anlan.actor": by.ref})
        cursor.execute(
            "SELECT subject FROM people.caller_mark WHERE mark = %s AND kept_at >= %s ORDER BY kept_at DESC LIMIT %s",
            [mark, since, most],
        )
        found = [row[0] for row in cursor.fetchall()]
        set_local({"anlan.caller": "", "anlan.actor": ""})
    return found


def drop_old_marks(at: datetime) -> int:
    """Forget marks older than three years; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        set_local({"anlan.marks_before": (at - KEPT_FOR).isoformat()})
        # No WHERE: the policy alone says what may go, and a condition would need sight of the rows.
        cursor.execute("DELETE FROM people.caller_mark")
        gone = int(cursor.rowcount)
        set_local({"anlan.marks_before": ""})
    return gone
