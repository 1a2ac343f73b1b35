"""What a verb may ask of the database, so that it cannot creep back: statements, and round trips over HTTP."""

from typing import Any

import pytest

from anlan.cases.api.shapes import ReceiptOut
from anlan.cases.public import VERBS
from anlan.kit import planned

# A savepoint's two ends, what is read under the lock (five), and what is written.
BUDGET = {"route": 12, "dispatch": 15, "accept": 13, "act": 11, "finish": 14, "verify": 13, "close": 12}


def _steps(town: Any) -> list[tuple[str, dict[str, Any]]]:
    squad = town.actor("handler", unit="street1.urban")
    desk = town.actor("operator")
    return [
        ("route", {"by": desk}),
        ("dispatch", {"by": desk}),
        ("accept", {"by": squad}),
        ("act", {"by": squad, "step": "contact", "answers": {"reached": "yes"}}),
        ("act", {"by": squad, "step": "reply"}),
        ("finish", {"by": squad, "words": "已挪车"}),
        ("verify", {"by": town.actor("checker"), "answers": {"reached": "yes"}}),
        ("close", {"by": desk, "outcome": "solved", "words": "已处理"}),
    ]


def test_a_verb_keeps_to_its_statements(town: Any, django_assert_max_num_queries: Any) -> None:
    case = town.report().case
    for verb, given in _steps(town):
        with django_assert_max_num_queries(BUDGET[verb]):
            VERBS[verb](at=town.later(minutes=1), case=case, **given)


def test_a_verb_takes_few_round_trips(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read comes in one, what is written goes in one; units and schemes may be asked for between."""
    case = town.report().case
    trips: list[int] = []
    results = planned._results

    def counted(link: Any, plans: Any, statements: Any) -> Any:
        trips.append(len(statements))
        return results(link, plans, statements)

    monkeypatch.setattr(planned, "_results", counted)
    for verb, given in _steps(town):
        trips.clear()
        VERBS[verb](at=town.later(minutes=1), case=case, **given)
        assert len(trips) <= 3, (verb, trips)


def test_the_receipt_that_is_sent_unchecked_is_the_documented_one(town: Any) -> None:
    receipt = town.report()
    assert list(vars(receipt)) == list(ReceiptOut.model_fields)
    ReceiptOut.model_validate({**vars(receipt)}, strict=True)
