"""What a verb and the consequences of a report ask of the database: counted, so that they stay few.

Several go in one round trip; cases/tests/verbs/test_budget.py counts those.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.asking import post

from anlan.cases.models import Case
from anlan.ledger.public import assign_positions, run_reactions

VERIFIED = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
CONTACTED = {"step": "contact", "answers": {"reached": "yes"}}


def statements(call: Callable[[], Any]) -> int:
    """How many statements `call` sends; beginning and ending a transaction count too."""
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def test_the_verbs_of_a_working_day_take_few_statements(gallery, browser):
    handler, operator = browser("handler"), browser("operator")
    number = gallery.case("dispatched").number
    # What a process learns once is learned before we count.
    post(handler, f"cases/{gallery.case('handling').number}/act", CONTACTED)
    post(operator, f"cases/{gallery.case('handling').number}/add_note", {"words": "一"})
    taken: list[tuple[str, int]] = []
    for client, verb, body in [
        (handler, "accept", {}),
        (handler, "act", CONTACTED),
        (handler, "finish", {"words": "已挪车"}),
        (operator, "verify", {"answers": VERIFIED}),
        (operator, "close", {"outcome": "solved", "words": "通道已恢复"}),
    ]:
        if verb == "finish":
            post(handler, f"cases/{number}/act", {"step": "reply"})
        taken.append((verb, statements(lambda c=client, v=verb, b=body: post(c, f"cases/{number}/{v}", b))))
    assert Case.objects.get(number=number).state == "closed"
    # Closing forgets by what neighbours were counted: one more.
    most = {"accept": 18, "act": 17, "finish": 21, "verify": 19, "close": 17}
    assert [(verb, count) for verb, count in taken if count > most[verb]] == []


def run(gallery: Any) -> None:
    run_reactions(at=gallery.town.at, strict=True)


def test_the_consequences_of_one_report_take_few_statements(gallery):
    gallery.town.settle()
    gallery.town.report()
    assign_positions()
    assert statements(lambda: run(gallery)) <= 24  # it is dispatched
    assign_positions()
    assert statements(lambda: run(gallery)) <= 22  # unit and reporter are told
    assign_positions()
    assert statements(lambda: run(gallery)) <= 3  # nobody is told of being told


@pytest.mark.slow
def test_the_consequences_of_many_reports_take_fewer_each(gallery):
    gallery.town.settle()
    for _ in range(20):
        gallery.town.report()
    assign_positions()
    # Two of them the clocks, in the round trip of the others.
    assert statements(lambda: run(gallery)) <= 20 * 18
    assert not Case.objects.filter(state="routed").exclude(pk=gallery.cases["routed"]).exists()
