"""Marks among the search terms (cases/words/marks.py), kept true by triggers, and every text there is marked.

From the first change on the triggers mark what moves. The texts are marked ten thousand numbers at a time, so that nobody
waits for a lock; without their index, which would take several times as long to follow than to be built again. Until
it stands (two million cases: some minutes), a search reads every text.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations

from anlan.cases.finding import marking

PORTION = 10_000
_BOUNDS = "SELECT coalesce(min(number), 0), coalesce(max(number), -1) FROM cases_case"


def mark_every(apps: Any, editor: Any) -> None:  # noqa: ARG001 - Django gives both
    with editor.connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        oldest, newest = cursor.fetchone()
        for first in range(oldest, newest + 1, PORTION):
            cursor.execute(marking.FILL, [first, first + PORTION])
        cursor.execute("ANALYZE cases_casetext")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0006_own")]

    operations = [
        migrations.RunSQL(marking.FUNCTIONS, marking.UNDO),
        migrations.RunSQL(marking.TRIGGERS, migrations.RunSQL.noop),
        RemoveIndexConcurrently("casetext", "case_text_terms"),
        migrations.RunPython(mark_every, migrations.RunPython.noop),
        AddIndexConcurrently(
            "casetext", GinIndex(fields=["terms"], name="case_text_terms", gin_pending_list_limit=512)
        ),
    ]
