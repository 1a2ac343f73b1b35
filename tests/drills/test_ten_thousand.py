"""A bulk run over ten thousand cases half of which moved meanwhile: the half that stood moves, the others say who.

Ten thousand with `pytest -m drill`, some minutes; three hundred in an ordinary run.
"""

import sys
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from tests.browser.town import people

from anlan.access.public import actor_for
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.seen import counts_of, reasons_of
from anlan.cases.batches.verbs.begin import begin
from anlan.cases.batches.verbs.plan import plan
from anlan.cases.batches.verbs.put_back import put_back
from anlan.cases.models import Case
from anlan.cases.models.batches import DONE
from anlan.cases.public import Filters
from anlan.ledger.models import FactRow
from anlan.ledger.public import fact_kinds, history, record

pytestmark = [pytest.mark.drill, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def many(request: pytest.FixtureRequest) -> int:
    return 10_000 if "drill" in request.config.option.markexpr else 300


def fill(town: Any, many: int) -> None:
    """Copies of one case that waits to be sorted, each with its words and the fact of its report."""
    first = Case.objects.get(pk=town.report(category="").case)
    columns = [field.column for field in Case._meta.concrete_fields]
    changed = {
        "id": "gen_random_uuid()",
        "number": f"{first.number} + n",
        "token_hash": "sha256(n::text::bytea)",
    }
    values = ", ".join(changed.get(column, f"c.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {values} "
            "FROM cases_case c, generate_series(1, %s) n WHERE c.id = %s",
            [many - 1, first.pk],
        )
        cursor.execute(
            "INSERT INTO cases_casetext (case_id, words, address, answers, source, terms) "
            "SELECT c.id, t.words, t.address, t.answers, t.source, t.terms FROM cases_case c, cases_casetext t "
            "WHERE t.case_id = %s AND c.id <> t.case_id",
            [first.pk],
        )
    with transaction.atomic():
        reported = history(first.pk)[0]
        kind = fact_kinds.get(reported.kind)
        told = {
            "by": reported.actor,
            "at": reported.at,
            "payload": kind.read(reported),
            "capability": first.capability,
        }
        for case in Case.objects.exclude(pk=first.pk).values_list("pk", flat=True):
            record(kind, subject=case, place=first.place_scope, first=True, **told)


def timed(what: str, begun: float) -> float:
    now = time.monotonic()
    sys.stderr.write(f"{what}: {now - begun:.1f} s\n")
    return now


def through(batch: Any, town: Any) -> None:
    while run_portion(batch.pk, at=town.at):
        pass
    batch.refresh_from_db()


def test_ten_thousand_of_which_half_moved_meanwhile(town, many) -> None:
    account = people(town, town.at)["supervisor"]
    supervisor = actor_for(account, at=town.at)
    fill(town, many)
    clock = time.monotonic()
    batch = plan(by=supervisor, at=town.at, action="supervise", matching=Filters(states=("reported",)))
    assert (batch.total, batch.more, counts_of(batch).waiting) == (many, False, many)
    clock = timed("looked at", clock)
    even = Case.objects.annotate(odd=F("number") % 2).filter(odd=0)
    even.update(version=2, changed_by=f"account:{account.pk}")
    begin(by=supervisor, at=town.at, batch=batch.pk, arguments={"words": "三日内报进展"})
    clock = time.monotonic()
    through(batch, town)
    clock = timed("through", clock)
    counts = counts_of(batch)
    assert (batch.state, counts.moved, counts.skipped, counts.waiting) == (DONE, many // 2, many // 2, 0)
    assert [n for _words, n in reasons_of(batch)] == [many // 2]
    assert Case.objects.filter(supervised=True).count() == many // 2
    assert FactRow.objects.filter(batch=batch.pk, kind="cases.supervise").count() == many // 2
    undo = put_back(by=supervisor, at=town.at, batch=batch.pk)
    clock = time.monotonic()
    through(undo, town)
    timed("put back", clock)
    assert counts_of(undo).moved == many // 2
    assert not Case.objects.filter(supervised=True).exists()
