"""A caller is added to what others reported: counted once, kept nowhere."""

from uuid import uuid4

import pytest

from anlan.access.public import NotPermitted
from anlan.cases.callrules.errors import CallOver
from anlan.cases.calls.verbs.join_call import join_call
from anlan.cases.errors import CaseNotFound, MatterSettled
from anlan.cases.public import concealed, joined
from anlan.cases.tests.calls.calling import answered
from anlan.ledger.models import FactRow
from anlan.ledger.public import history


def test_the_same_number_counts_once_and_another_again(town):
    case, by = town.case(), town.actor("operator")
    for number in ("13812341234", "138-1234-1234", "13900000000"):
        join_call(by=by, at=town.at, call=uuid4(), case=case.id, number=number)
    assert joined(case.id) == 2


def test_without_a_number_the_same_call_counts_once(town):
    case, by, call = town.case(), town.actor("operator"), uuid4()
    join_call(by=by, at=town.at, call=call, case=case.id)
    with pytest.raises(CallOver):
        join_call(by=by, at=town.at, call=call, case=case.id)
    assert joined(case.id) == 1
    assert len(history(call)) == 1


def test_nothing_of_who_joined_is_kept(town):
    case, by = town.case(), town.actor("operator")
    before = len(concealed(case, by=by))
    join_call(by=by, at=town.at, call=uuid4(), case=case.id, number="13812341234")
    assert len(concealed(case, by=by)) == before
    assert b"13812341234" not in b"".join(
        bytes(row) for row in FactRow.objects.values_list("body", flat=True)
    )


def test_what_is_settled_or_unknown_cannot_be_joined(town):
    by = town.actor("operator")
    with pytest.raises(MatterSettled):
        join_call(by=by, at=town.at, call=uuid4(), case=answered(town).id)
    with pytest.raises(CaseNotFound):
        join_call(by=by, at=town.at, call=uuid4(), case=uuid4())


def test_only_operators_may_add_a_caller(town):
    with pytest.raises(NotPermitted):
        join_call(by=town.actor("supervisor"), at=town.at, call=uuid4(), case=town.case().id)
