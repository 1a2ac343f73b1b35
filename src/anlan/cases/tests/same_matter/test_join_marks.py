"""Old marks of “me too” go in portions: each count stays, and a stop in the middle is no harm."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from anlan.access.public import token_hmac
from anlan.cases.joiners import joined
from anlan.cases.models import Joined
from anlan.cases.verbs.join import join
from anlan.ledger.public import history

MIGRATION = import_module("anlan.cases.migrations.0014_join_marks")
NUMBER = "13800001111"


@pytest.fixture
def marked(town):
    """Three matters that the same number joined, and a second one the first, as marks were made before."""
    cases = [town.case() for _ in range(3)]
    for case, number in [(cases[0], "13900002222"), *((case, NUMBER) for case in cases)]:
        mark = bytes.fromhex(token_hmac(f"join:{case.pk}:{number}"))
        Joined.objects.create(case=case, mark=mark, at=town.at)
    return cases


def renew(portion, stop_after=None):
    """With `stop_after` the power fails after so many statements."""
    sent = 0

    def execute(original, *given):
        nonlocal sent
        sent += 1
        if stop_after is not None and sent > stop_after:
            raise KeyboardInterrupt
        return original(*given)

    with connection.execute_wrapper(execute):
        MIGRATION.renew(None, SimpleNamespace(connection=connection), portion=portion)


def found(cases):
    """In which of these matters the number would be found out."""
    kept = {(row.case_id, bytes(row.mark)) for row in Joined.objects.all()}
    return [
        case for case in cases if (case.pk, bytes.fromhex(token_hmac(f"join:{case.pk}:{NUMBER}"))) in kept
    ]


@pytest.mark.parametrize("portion", [1, 2, 500])
def test_every_old_mark_goes_and_every_count_stays(marked, portion):
    assert found(marked) == marked
    told = [history(case.pk) for case in marked]
    renew(portion)
    assert found(marked) == []
    assert [joined(case.pk) for case in marked] == [2, 1, 1]
    assert all(len(row.mark) == 32 for row in Joined.objects.all())
    assert [history(case.pk) for case in marked] == told


def test_a_stop_in_the_middle_keeps_what_was_done_and_the_next_run_does_the_rest(marked):
    with pytest.raises(KeyboardInterrupt):
        renew(1, stop_after=3)
    assert len(found(marked)) == 2
    renew(1)
    assert found(marked) == []
    assert [joined(case.pk) for case in marked] == [2, 1, 1]
    assert MIGRATION.Migration.atomic is False, "in one transaction nothing would be kept"


def test_a_neighbour_of_before_counts_once_more_and_then_no_more(marked, town):
    renew(500)
    call = {"by": town.actor("operator"), "at": town.at, "case": marked[1].pk, "key": NUMBER, "way": "call"}
    assert join(**call)
    assert not join(**call)
    assert joined(marked[1].pk) == 2
