"""Satisfaction, asked the same way of everybody by somebody who did not do the work; counted with its denominators."""

from dataclasses import replace

import pytest

from anlan.cases.callrules.errors import NotASurvey, OwnSurvey, SurveyAnswerMissing
from anlan.cases.calls.queue import figures, waiting
from anlan.cases.calls.verbs.miss_callback import miss_callback
from anlan.cases.calls.verbs.plan_survey import plan_survey
from anlan.cases.calls.verbs.record_survey import record_survey
from anlan.cases.calls.verbs.take_callback import take_callback
from anlan.cases.errors import AnswerWrong
from anlan.cases.models.calls import Callback
from anlan.cases.public import Case, close, reopen
from anlan.cases.tests.calls.calling import answered, call, promised, surveyed
from anlan.ledger.public import history

GOOD = {"contacted": "yes", "resolved": "yes", "satisfied": "fairly"}


@pytest.fixture
def other(town):
    return town.actor("operator", name="other")


def ask(town, row, by, **said):
    take_callback(by=by, at=town.at, callback=row.id)
    return record_survey(by=by, at=town.at, callback=row.id, **said)


def test_closing_a_call_plans_one_survey_and_saying_it_again_none(town):
    row = surveyed(town)
    assert (row.provision, row.state) == ("beijing-23", "open")
    closed = next(fact for fact in history(row.case_id) if fact.kind == "cases.close")
    plan_survey(closed, town.at)
    assert Callback.objects.filter(case=row.case_id).count() == 1


@pytest.mark.parametrize("how", ["no number", "portal", "not accepted"])
def test_who_cannot_or_need_not_be_asked_is_not(town, how):
    operator = town.actor("operator")
    case = call(town, number="" if how == "no number" else "13812341234") if how != "portal" else town.case()
    if case.state == "routed":
        close(
            by=operator,
            at=town.at,
            case=case.id,
            outcome="not_ours" if how == "not accepted" else "explained",
            words="x",
        )
    town.settle()
    assert not Callback.objects.filter(kind="survey").exists()


def test_every_question_is_answered_with_a_code_and_stands_in_the_fact(town, other):
    row = ask(town, surveyed(town), other, answers=GOOD, words="谢谢")
    assert (row.state, row.answers) == ("done", GOOD)
    payload = history(row.case_id)[-1].payload
    assert (payload["result"], payload["answers"]) == ("answered", GOOD)
    case = Case.objects.get(pk=row.case_id)
    assert (case.state, case.score) == ("closed", None), "the reporter's own rating is another matter"


def test_half_an_answer_or_a_word_of_ones_own_is_refused(town, other):
    row = surveyed(town)
    take_callback(by=other, at=town.at, callback=row.id)
    for given, error in (
        ({"contacted": "yes"}, SurveyAnswerMissing),
        ({**GOOD, "satisfied": "10"}, AnswerWrong),
    ):
        with pytest.raises(error):
            record_survey(by=other, at=town.at, callback=row.id, answers=given)
    assert Callback.objects.get(pk=row.id).state == "open"


def test_who_handled_it_cannot_ask_how_it_was(town):
    row = surveyed(town)
    squad = town.actor("handler", unit="street1.urban")
    both = replace(squad, grants=(*squad.grants, *town.actor("operator").grants))
    with pytest.raises(OwnSurvey):
        take_callback(by=both, at=town.at, callback=row.id)


def test_who_answered_at_once_cannot_ask_and_a_colleague_can(town, other):
    case = answered(town)
    town.settle()
    row = Callback.objects.get(case=case)
    with pytest.raises(OwnSurvey):
        take_callback(by=town.actor("operator"), at=town.at, callback=row.id)
    assert ask(town, row, other, answers=GOOD).state == "done"


def test_who_may_not_ask_may_not_record_either_even_holding_the_call(town, other):
    row = surveyed(town)
    squad = town.actor("handler", unit="street1.urban")
    both = replace(squad, grants=(*squad.grants, *town.actor("operator").grants))
    Callback.objects.filter(pk=row.id).update(taken_by=both.ref, taken_at=town.at)
    with pytest.raises(OwnSurvey):
        record_survey(by=both, at=town.at, callback=row.id, answers=GOOD)


def test_a_promise_asks_nothing(town, other):
    row = promised(town)
    take_callback(by=other, at=town.at, callback=row.id)
    with pytest.raises(NotASurvey):
        record_survey(by=other, at=town.at, callback=row.id, declined=True)


def test_declined_and_not_reached_are_counted_apart_and_are_in_no_share(town, other):
    began = town.at
    ask(town, surveyed(town), other, answers=GOOD)
    ask(
        town,
        surveyed(town, words="路灯坏了三天"),
        other,
        answers={**GOOD, "resolved": "no", "satisfied": "not"},
    )
    ask(town, surveyed(town, words="垃圾没人清"), other, declined=True, answers=GOOD)
    row = surveyed(town, words="楼下很吵")
    for _ in range(3):
        take_callback(by=other, at=town.at, callback=row.id)
        miss_callback(by=other, at=town.at, callback=row.id)
    told = figures(other, since=began, kept_title="kept")
    assert (told.answered, told.declined, told.not_reached, told.called) == (2, 1, 1, 4)
    assert [(share.good, share.all) for share in told.shares] == [(2, 2), (1, 2), (1, 2)]
    assert told.shares[1].percent == 50
    assert (
        figures(town.actor("operator", place=town.district.streets[1]), since=began, kept_title="x").called
        == 0
    )


def test_nothing_asked_has_no_percentage(town, other):
    told = figures(other, since=town.at, kept_title="kept")
    assert (told.called, told.kept.percent) == (0, None)


def test_a_case_that_was_reopened_is_not_asked_about(town, other):
    row = surveyed(town)
    assert waiting(other, town.at)
    reopen(by=town.actor("operator"), at=town.at, case=row.case_id, words="又停回来了")
    assert waiting(other, town.at) == []
