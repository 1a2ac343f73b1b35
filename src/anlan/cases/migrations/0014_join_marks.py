"""Marks of “me too” made before calls and browsers had names of their own: chance takes their place.

With the deployment's secret such a mark can be tried against telephone numbers, and it recognises nobody any more, for
`join` makes others now: nothing is lost but the risk, and every count stays. Marks cannot be told apart, so newer ones
go too; whoever made one could join that matter once more. What facts name stays, for the ledger never changes.
Each portion is committed by itself, without a lock on the table: stopped at any moment, it is simply run again.
"""

from typing import Any
from uuid import UUID

from django.db import migrations

PORTION = 500
_NEXT = "SELECT DISTINCT case_id FROM cases_joined WHERE case_id > %s ORDER BY case_id LIMIT %s"
_RENEW = """
UPDATE cases_joined SET mark = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
WHERE case_id = ANY(%s)
"""


def renew(_apps: Any, schema_editor: Any, portion: int = PORTION) -> None:
    """Go through the cases by id."""
    last = UUID(int=0)
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(_NEXT, [last, portion])
            cases = [row[0] for row in cursor.fetchall()]
            if not cases:
                return
            cursor.execute(_RENEW, [cases])
            last = cases[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0013_second_factor")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
