"""A call becomes a case, once, answered or passed on; who called stays in the vault."""

from datetime import date
from uuid import uuid4

import pytest

from anlan.access.public import NotPermitted
from anlan.cases.callrules.errors import (
    AnswerElsewhere,
    ArticleExpired,
    ArticleUnknown,
    CallOver,
    OutcomeNotInCall,
)
from anlan.cases.calls import citing
from anlan.cases.calls.verbs.join_call import join_call
from anlan.cases.calls.verbs.take_call import AnswerGiven
from anlan.cases.errors import KeyReused
from anlan.cases.models import Intake, Note
from anlan.cases.models.calls import Callback
from anlan.cases.public import Case, concealed
from anlan.cases.tests.calls.calling import NUMBER, answered, call, promised
from anlan.kit.words import TextMissing
from anlan.ledger.models import FactRow
from anlan.ledger.public import history, history_about


def test_a_call_becomes_a_routed_case_of_its_channel(town):
    case = call(town)
    assert (case.channel, case.state, case.category) == ("phone", "routed", "parking")
    assert [fact.kind for fact in history_about(case.id)][-1] == "cases.take_call"
    (known,) = concealed(case, by=town.actor("operator"))
    assert known.contact.phone == "138****1234"


def test_sent_twice_it_is_one_case_and_one_caller(town):
    id = uuid4()
    first, again = call(town, id=id), call(town, id=id)
    assert first.pk == again.pk
    assert len(concealed(first, by=town.actor("operator"))) == 1
    assert len(history(id)) == 1


def test_the_same_call_with_another_matter_is_refused(town):
    id = uuid4()
    call(town, id=id)
    with pytest.raises(KeyReused):
        call(town, id=id, words="别的事情")
    assert Case.objects.filter(channel="phone").count() == 1


def test_a_call_that_joined_a_matter_does_not_become_another_one(town):
    id, case = uuid4(), town.case()
    join_call(by=town.actor("operator"), at=town.at, call=id, case=case.id)
    with pytest.raises(CallOver):
        call(town, id=id)
    assert not Case.objects.filter(channel="phone").exists()


def test_nothing_is_written_into_the_history_of_what_is_no_call(town):
    foreign = town.case(place=town.far_grid)
    before = history(foreign.id)
    with pytest.raises(CallOver):
        call(town, id=foreign.id)
    assert history(foreign.id) == before
    assert not Case.objects.filter(channel="phone").exists()


def test_a_caller_may_stay_unknown(town):
    case = call(town, number="", name="")
    assert concealed(case, by=town.actor("operator")) == []


@pytest.mark.parametrize(
    "role", ["handler", "supervisor", "leader", "grid_worker", "checker", "auditor", "resident"]
)
def test_only_operators_may_take_calls(town, role):
    by = town.actor(role, unit="street1.urban") if role == "handler" else town.actor(role)
    with pytest.raises(NotPermitted):
        call(town, by=by)
    assert not Intake.objects.filter(source="calls").exists()


def test_an_answer_in_the_call_closes_it_and_names_article_and_version(town):
    case = answered(town, articles=["building_hours"], category="noise")
    assert (case.state, case.outcome) == ("closed", "explained")
    kinds = [fact.kind for fact in history(case.id)]
    assert kinds == ["cases.report", "cases.use_article", "cases.close"]
    used = history(case.id)[1].payload
    assert (used["article"], used["version"], len(used["scheme"])) == ("building_hours", 1, 64)
    town.settle()
    case.refresh_from_db()
    assert case.state == "closed", "nothing is dispatched that was answered"


@pytest.mark.parametrize("outcome", ["solved", "duplicate", "nothing"])
def test_a_call_cannot_end_as_solved_for_nobody_handled_anything(town, outcome):
    with pytest.raises(OutcomeNotInCall):
        call(town, answer=AnswerGiven(outcome, "好了"))
    assert not Case.objects.filter(channel="phone").exists()


def test_an_answer_needs_words_and_nothing_is_left_behind_without(town):
    with pytest.raises(TextMissing):
        call(town, answer=AnswerGiven("explained", "  "))
    assert not Case.objects.filter(channel="phone").exists()
    assert not FactRow.objects.filter(kind="access.keep_person").exists()


def test_a_matter_of_another_street_is_passed_on_and_not_answered(town):
    by = town.actor("operator", place=town.district.streets[0])
    with pytest.raises(AnswerElsewhere):
        answered(town, by=by, place=town.far_grid)
    assert call(town, by=by, place=town.far_grid).state == "routed"


def test_an_article_that_is_gone_or_out_of_date_cannot_be_used(town, monkeypatch):
    with pytest.raises(ArticleUnknown):
        call(town, articles=["no_such"])
    monkeypatch.setattr(citing, "localdate", lambda _at: date(2031, 1, 1))
    with pytest.raises(ArticleExpired):
        call(town, articles=["building_hours"])
    assert not Case.objects.filter(channel="phone").exists()


def test_a_wish_to_be_called_back_is_a_promise(town):
    row = promised(town)
    assert row.state == "open"
    assert [fact.kind for fact in history(row.case_id)] == ["cases.report", "cases.promise_callback"]


def test_facts_and_tables_hold_no_number_and_no_length_of_a_call(town):
    case = call(town, name="王小明")
    bodies = b"".join(bytes(row) for row in FactRow.objects.values_list("body", flat=True))
    assert "王小明".encode() not in bodies
    assert b"13812341234" not in bodies
    taken = history_about(case.id)[-1]
    assert set(taken.payload) == {"case", "joined", "at_once", "reachable"}
    assert not Note.objects.filter(case=case, words__contains="1381234").exists()
    columns = {field.name for field in Callback._meta.get_fields()}
    assert not {"began", "duration", "number", "seconds"} & columns
    assert NUMBER.replace(" ", "") not in str(Case.objects.filter(pk=case.pk).values())
