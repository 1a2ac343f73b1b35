"""The gapless order of committed facts: one sequencer at a time gives them their positions."""

from django.db import connection, transaction

from anlan.kit.db import lock

BATCH = 5_000
CHANNEL = "anlan_position"

# Positions follow the pending rows' numbers, which were drawn under each subject's lock, so a chain keeps its
# order. A transaction that commits late has a lower number but is seen later: it gets a later position.
_ASSIGN = """
WITH drained AS (
    DELETE FROM ledger_pending WHERE id IN (SELECT id FROM ledger_pending ORDER BY id LIMIT %s)
    RETURNING id, fact_id),
newest AS (SELECT coalesce(max(position), 0) AS position FROM ledger_order),
ordered AS (
    INSERT INTO ledger_order (position, fact_id)
    SELECT newest.position + row_number() OVER (ORDER BY drained.id), drained.fact_id FROM drained, newest
    RETURNING position)
SELECT count(*), pg_notify(%s, max(position)::text) FROM ordered HAVING count(*) > 0
"""


def assign_positions() -> int:
    """Give every committed fact that waits a position; returns how many. Announces the newest on `CHANNEL`.

    Several processes may call it: they take turns, so positions have no gap and no fact has two.
    """
    total = 0
    while _waiting():
        given = _assign_batch()
        total += given
        if given < BATCH:
            break
    return total


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger_pending)")
        row = cursor.fetchone()
    return bool(row and row[0])


def _assign_batch() -> int:
    with transaction.atomic():
        lock("ledger.sequencer")  # before the statement below, so that it sees what the holder before us gave
        with connection.cursor() as cursor:
            cursor.execute(_ASSIGN, [BATCH, CHANNEL])
            row = cursor.fetchone()
    return int(row[0]) if row else 0
