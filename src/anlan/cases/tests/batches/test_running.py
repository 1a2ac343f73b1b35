"""Many at once: looked at first, one verb a case, under what its author may do then, and nothing twice."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from anlan.access.models import Grant
from anlan.access.public import NotPermitted
from anlan.cases.batches import course
from anlan.cases.batches.errors import (
    ActionUnknown,
    BatchBegun,
    BatchNotFound,
    BatchNotRunning,
    BatchRunning,
    NothingChosen,
    TooManyCases,
    TooManyInAnHour,
    TooManyPlans,
)
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.seen import counts_of, own_batch, reasons_of
from anlan.cases.batches.verbs import plan as planning
from anlan.cases.batches.verbs.begin import begin
from anlan.cases.batches.verbs.drop import drop
from anlan.cases.batches.verbs.go_on import go_on
from anlan.cases.batches.verbs.plan import plan
from anlan.cases.batches.verbs.stop import stop
from anlan.cases.models import Case
from anlan.cases.models.batches import DONE, RUNNING, STOPPED
from anlan.cases.public import Filters, add_note, dispatch, supervise
from anlan.cases.verbs import VERBS
from anlan.ledger.public import facts_of_batch, history

NOTE = {"words": "请今日内联系", "public": False}


def test_every_case_gets_the_verb_and_its_facts_carry_the_run(desk, waiting) -> None:
    cases = waiting(3)
    run = desk.run(desk.plan("add_note", cases), **NOTE)
    assert run.state == DONE
    assert set(desk.told(run).values()) == {("moved", "")}
    for case in cases:
        fact = history(case.pk)[-1]
        assert (fact.kind, fact.batch, fact.actor) == ("cases.add_note", run.pk, desk.who("operator").ref)
    own = [fact for fact in facts_of_batch(run.pk) if fact.subject == run.pk]
    assert [fact.kind for fact in own] == ["cases.begin_batch", "cases.end_batch"]
    assert own[1].payload == {"moved": 3, "skipped": 0, "left": 0, "why": "through"}


def test_what_will_not_move_is_told_before_with_its_reason(desk, waiting, town) -> None:
    routed, handled = waiting(1)[0], town.handled()
    planned = desk.plan("send_back", [routed, handled], role="checker")
    assert desk.told(planned) == {routed.number: ("skipped", "wrong_state"), handled.number: ("waiting", "")}
    assert [n for _words, n in reasons_of(planned)] == [1]
    assert "已受理" in reasons_of(planned)[0][0]
    assert Case.objects.get(pk=handled.pk).state == "handled"


def test_a_case_that_moved_after_it_was_seen_is_left_and_says_who(desk, waiting, town) -> None:
    first, second = waiting(2)
    planned = desk.plan("add_note", [first, second])
    add_note(by=desk.who("supervisor"), at=town.at, case=first.pk, words="先看看")
    run = desk.run(planned, **NOTE)
    assert desk.told(run) == {first.number: ("skipped", "moved_meanwhile"), second.number: ("moved", "")}
    assert reasons_of(run)[0][0].startswith("周海")


def test_who_moved_it_out_of_sight_is_not_named(desk, waiting, town) -> None:
    case = waiting(1)[0]
    planned = desk.plan("add_note", [case])
    add_note(by=desk.who("supervisor"), at=town.at, case=case.pk, words="先看看")
    Case.objects.filter(pk=case.pk).update(place_scope=town.far_grid)
    run = desk.run(planned, **NOTE)
    assert desk.told(run)[case.number] == ("skipped", "moved_meanwhile")
    assert "周海" not in reasons_of(run)[0][0]


def test_a_case_that_moved_before_the_page_was_sent_is_left_too(desk, waiting, town) -> None:
    case = waiting(1)[0]
    add_note(by=desk.who("supervisor"), at=town.at, case=case.pk, words="先看看")
    seen = {case.number: case.version}
    planned = plan(by=desk.who("operator"), at=town.at, action="add_note", seen=seen)
    assert desk.told(planned)[case.number] == ("skipped", "moved_meanwhile")


def test_cases_of_another_street_are_absent_like_numbers_that_never_were(desk, waiting, town) -> None:
    mine, foreign = waiting(1)[0], town.case(place=town.far_grid)
    seen = {mine.number: mine.version, foreign.number: 1, 99999999: 1}
    planned = plan(by=desk.who("operator"), at=town.at, action="add_note", seen=seen)
    assert (planned.absent, planned.total) == (2, 1)
    assert desk.told(planned) == {mine.number: ("waiting", "")}
    before = history(foreign.pk)
    desk.run(planned, **NOTE)
    assert history(foreign.pk) == before


def test_all_that_match_are_those_of_ones_scope(desk, waiting, town) -> None:
    cases = waiting(2)
    town.case(place=town.far_grid)
    planned = plan(
        by=desk.who("operator"), at=town.at, action="add_note", matching=Filters(states=("reported",))
    )
    assert set(desk.told(planned)) == {case.number for case in cases}


def test_more_than_the_most_is_said_and_the_newest_are_taken(desk, waiting, town, monkeypatch) -> None:
    cases = waiting(3)
    monkeypatch.setattr(planning, "MOST", 2)
    planned = plan(
        by=desk.who("operator"), at=town.at, action="add_note", matching=Filters(states=("reported",))
    )
    assert planned.more
    assert sorted(desk.told(planned)) == [case.number for case in cases[1:]]
    with pytest.raises(TooManyCases):
        desk.plan("add_note", cases)


def test_a_role_that_is_lost_in_the_middle_stops_the_rest_and_says_so(desk, waiting, town) -> None:
    cases = waiting(4)
    planned = desk.plan("add_note", cases)
    begin(by=desk.who("operator"), at=town.at, batch=planned.pk, arguments=NOTE)
    assert run_portion(planned.pk, at=town.at, most=2)
    Grant.objects.filter(account=desk.peopled.accounts["operator"]).update(revoked_at=town.at)
    assert not run_portion(planned.pk, at=town.at)
    planned.refresh_from_db()
    assert (planned.state, planned.why) == (STOPPED, "role_lost")
    assert counts_of(planned).waiting == 2
    assert facts_of_batch(planned.pk)[-1].payload["why"] == "role_lost"


def test_an_account_that_was_closed_goes_no_further(desk, waiting, town) -> None:
    planned = desk.plan("add_note", waiting(1))
    begin(by=desk.who("operator"), at=town.at, batch=planned.pk, arguments=NOTE)
    account = desk.peopled.accounts["operator"]
    account.is_active = False
    account.save()
    assert not run_portion(planned.pk, at=town.at)
    assert counts_of(planned).moved == 0


def test_it_is_stopped_between_two_cases_and_goes_on_with_the_rest(desk, waiting, town) -> None:
    cases, operator = waiting(3), desk.who("operator")
    planned = desk.plan("add_note", cases)
    begin(by=operator, at=town.at, batch=planned.pk, arguments=NOTE)
    run_portion(planned.pk, at=town.at, most=1)
    assert stop(by=operator, at=town.at, batch=planned.pk).state == STOPPED
    assert not run_portion(planned.pk, at=town.at)
    with pytest.raises(BatchNotRunning):
        stop(by=operator, at=town.at, batch=planned.pk)
    assert go_on(by=operator, at=town.at, batch=planned.pk).state == RUNNING
    assert not run_portion(planned.pk, at=town.at)
    assert counts_of(planned).moved == 3
    assert all([fact.batch for fact in history(case.pk)].count(planned.pk) == 1 for case in cases)


def test_a_case_that_breaks_is_left_and_the_others_move(desk, waiting, town, monkeypatch) -> None:
    broken, whole = waiting(2)
    real = VERBS["add_note"]

    def breaks(**given: object) -> object:
        if given["case"] == broken.pk:
            raise ZeroDivisionError
        return real(**given)

    monkeypatch.setitem(VERBS, "add_note", breaks)
    run = desk.run(desk.plan("add_note", [broken, whole]), **NOTE)
    assert desk.told(run) == {broken.number: ("skipped", "unexpected"), whole.number: ("moved", "")}


def test_what_a_verb_refuses_is_told_case_by_case(desk, waiting) -> None:
    sorted_already, other = waiting(2)
    desk.run(desk.plan("triage", [sorted_already]), category="hotline:noise", words="")
    run = desk.run(desk.plan("triage", [sorted_already, other]), category="hotline:noise", words="")
    assert desk.told(run)[sorted_already.number] == ("skipped", "nothing_to_change")
    assert desk.told(run)[other.number] == ("moved", "")


def test_the_handler_accepts_what_is_offered_to_the_unit_and_nothing_else(desk, town) -> None:
    office = town.units["street1.office"].id
    offered, elsewhere = town.case(), town.case()
    dispatch(by=town.actor("operator"), at=town.at, case=offered.pk, lead=office, words="改派")
    handler = desk.who("handler")
    planned = plan(
        by=handler, at=town.at, action="accept",
        seen={offered.number: Case.objects.get(pk=offered.pk).version, elsewhere.number: elsewhere.version},
    )  # fmt: skip
    assert planned.absent == 1
    run = desk.run(planned, role="handler", words="")
    assert desk.told(run) == {offered.number: ("moved", "")}
    assert Case.objects.get(pk=offered.pk).state == "handling"


def test_nobody_sees_or_touches_the_run_of_somebody_else(desk, waiting, town) -> None:
    planned = desk.plan("add_note", waiting(1))
    stranger = desk.who("supervisor")
    for verb in (stop, go_on):
        with pytest.raises(BatchNotFound):
            verb(by=stranger, at=town.at, batch=planned.pk)
    with pytest.raises(BatchNotFound):
        begin(by=stranger, at=town.at, batch=planned.pk, arguments=NOTE)
    with pytest.raises(BatchNotFound):
        own_batch(stranger, planned.pk)
    with pytest.raises(BatchNotFound):
        drop(by=stranger, batch=planned.pk)


def test_a_role_without_the_verb_cannot_even_plan_it(desk, waiting, town) -> None:
    with pytest.raises(NotPermitted):
        desk.plan("triage", waiting(1), role="checker")


def test_what_was_begun_cannot_be_dropped(desk, waiting, town) -> None:
    planned = desk.plan("add_note", waiting(1))
    begin(by=desk.who("operator"), at=town.at, batch=planned.pk, arguments=NOTE)
    with pytest.raises(BatchBegun):
        drop(by=desk.who("operator"), batch=planned.pk)


def test_one_at_a_time_and_not_twice(desk, waiting, town) -> None:
    operator, cases = desk.who("operator"), waiting(2)
    first, second = desk.plan("add_note", cases[:1]), desk.plan("add_note", cases[1:])
    begin(by=operator, at=town.at, batch=first.pk, arguments=NOTE)
    with pytest.raises(BatchBegun):
        begin(by=operator, at=town.at, batch=first.pk, arguments=NOTE)
    with pytest.raises(BatchRunning):
        begin(by=operator, at=town.at, batch=second.pk, arguments=NOTE)
    assert ProcrastinateJob.objects.filter(task_name="cases.run_batch").count() == 1


def test_limits_against_abuse(desk, waiting, town, monkeypatch) -> None:
    cases, operator = waiting(2), desk.who("operator")
    monkeypatch.setattr(course, "MOST_AN_HOUR", 3)
    desk.run(desk.plan("add_note", cases), **NOTE)
    with pytest.raises(TooManyInAnHour):
        begin(by=operator, at=town.at, batch=desk.plan("add_note", cases).pk, arguments=NOTE)
    monkeypatch.setattr(planning, "MOST_PLANS", 2)
    with pytest.raises(TooManyPlans):
        desk.plan("add_note", cases)
    town.later(hours=2)
    desk.run(desk.plan("add_note", cases), **NOTE)


def test_odd_asking_is_refused(desk, waiting, town) -> None:
    operator = desk.who("operator")
    with pytest.raises(ActionUnknown):
        plan(by=operator, at=town.at, action="close", seen={1: 1})
    with pytest.raises(NothingChosen):
        plan(by=operator, at=town.at, action="add_note", seen={})
    handled = town.handled()
    with pytest.raises(NothingChosen):  # nothing of it would move
        begin(
            by=operator,
            at=town.at,
            batch=desk.plan("route", [handled]).pk,
            arguments={"unit": "", "words": ""},
        )


def test_what_is_like_that_already_is_left(desk, waiting, town) -> None:
    watched, other = waiting(2)
    supervise(by=desk.who("supervisor"), at=town.at, case=watched.pk, words="盯住")
    run = desk.run(
        desk.plan("supervise", [watched, other], role="supervisor"), role="supervisor", words="三日"
    )
    assert desk.told(run) == {watched.number: ("skipped", "nothing_to_change"), other.number: ("moved", "")}
