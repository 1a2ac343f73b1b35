"""Undo: the verb that takes back what was done, where nobody has worked on the case since; nothing is deleted."""

import pytest

from anlan.cases.batches.errors import (
    BatchNotFound,
    BatchNotStopped,
    NothingMoved,
    NoWayBack,
    UndoneAlready,
    UndoTooLate,
)
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.seen import reasons_of
from anlan.cases.batches.verbs.put_back import put_back
from anlan.cases.models import Case, Note
from anlan.cases.public import accept, add_note, dispatch, route
from anlan.ledger.public import history


@pytest.fixture
def by_hand(monkeypatch) -> None:
    """The capability leaves dispatching to operators, so a case that was sorted stays where it is."""
    monkeypatch.setattr("anlan.cases.reactions._automatic", lambda _scheme: False)


def undone(desk, run, role="operator"):
    undo = put_back(by=desk.who(role), at=desk.town.at, batch=run.pk)
    while run_portion(undo.pk, at=desk.town.at):
        pass
    undo.refresh_from_db()
    return undo


def again(case):
    return Case.objects.get(pk=case.pk)


def test_supervision_ends_again_and_both_facts_stand(desk, waiting) -> None:
    case = waiting(1)[0]
    run = desk.run(desk.plan("supervise", [case], role="supervisor"), role="supervisor", words="三日内")
    assert again(case).supervised
    undo = undone(desk, run, "supervisor")
    assert not again(case).supervised
    assert [fact.batch for fact in history(case.pk)][-2:] == [run.pk, undo.pk]


def test_a_note_is_withdrawn_and_that_there_was_one_stays(desk, waiting) -> None:
    case = waiting(1)[0]
    run = desk.run(desk.plan("add_note", [case]), words="请联系", public=False)
    undo = undone(desk, run)
    run.refresh_from_db()
    assert "words" not in run.arguments
    assert "words" not in undo.arguments
    assert Note.objects.get(case=case).words == ""
    assert [fact.kind for fact in history(case.pk)][-2:] == ["cases.add_note", "cases.withdraw_note"]


def test_a_case_routed_by_hand_goes_back_to_its_former_unit(desk, town, by_hand) -> None:
    receipt = town.report()
    town.settle()
    case = Case.objects.get(pk=receipt.case)
    former, office = case.lead_unit, town.units["street1.office"].id
    run = desk.run(desk.plan("route", [case]), unit=str(office), words="改由街道办")
    assert again(case).lead_unit == office
    undone(desk, run)
    assert (again(case).lead_unit, again(case).state) == (former, "routed")


def test_a_category_goes_back_also_after_programs_looked_for_the_unit(desk, town, by_hand) -> None:
    receipt = town.report(category="parking")
    town.settle()
    case = Case.objects.get(pk=receipt.case)
    former = case.lead_unit
    run = desk.run(desk.plan("triage", [case]), category="hotline:noise", words="")
    town.settle()
    assert (again(case).category, again(case).state) == ("noise", "routed")
    undone(desk, run)
    assert (again(case).category, again(case).lead_unit) == ("parking", former)


def test_what_has_gone_out_or_had_no_category_stays_and_says_so(desk, town, waiting) -> None:
    bare = waiting(1)[0]
    run = desk.run(desk.plan("triage", [bare]), category="hotline:noise", words="")
    assert desk.told(undone(desk, run)) == {bare.number: ("skipped", "no_category_before")}
    other = waiting(1)[0]
    run = desk.run(desk.plan("triage", [other]), category="hotline:noise", words="")
    town.settle()  # routed and dispatched by the rules
    undo = undone(desk, run)
    assert desk.told(undo) == {other.number: ("skipped", "gone_out")}
    assert again(other).category == "noise"


def test_a_case_is_handed_back_to_its_former_lead_and_a_first_dispatch_stays(desk, town, by_hand) -> None:
    receipt = town.report()
    town.settle()
    fresh = Case.objects.get(pk=receipt.case)
    out = town.report()
    town.settle()
    dispatch(by=desk.who("operator"), at=town.at, case=out.case)
    handed = Case.objects.get(pk=out.case)
    former, office = handed.lead_unit, town.units["street1.office"].id
    run = desk.run(desk.plan("dispatch", [fresh, handed]), lead=str(office), words="统一改派")
    assert again(handed).lead_unit == again(fresh).lead_unit == office
    undo = undone(desk, run)
    assert desk.told(undo) == {fresh.number: ("skipped", "first_lead"), handed.number: ("moved", "")}
    assert again(handed).lead_unit == former


def test_suspended_for_a_storm_and_at_work_again(desk, town) -> None:
    case = town.case()
    accept(by=town.actor("handler", unit="street1.urban"), at=town.at, case=case.pk)
    run = desk.run(desk.plan("suspend", [case]), reason="weather", words="台风")
    assert again(case).state == "suspended"
    undone(desk, run)
    assert again(case).state == "handling"


def test_where_somebody_has_worked_since_it_stays_case_by_case(desk, waiting, town) -> None:
    touched, left = waiting(2)
    run = desk.run(
        desk.plan("supervise", [touched, left], role="supervisor"), role="supervisor", words="三日内"
    )
    add_note(by=desk.who("operator"), at=town.at, case=touched.pk, words="已联系")
    undo = undone(desk, run, "supervisor")
    assert desk.told(undo) == {touched.number: ("skipped", "moved_on"), left.number: ("moved", "")}
    assert reasons_of(undo)[0][0].startswith("王静")
    assert again(touched).supervised


def test_only_within_half_an_hour_once_and_only_what_has_a_way_back(desk, waiting, town) -> None:
    case = waiting(1)[0]
    run = desk.run(desk.plan("supervise", [case], role="supervisor"), role="supervisor", words="三日内")
    town.later(minutes=31)
    with pytest.raises(UndoTooLate):
        undone(desk, run, "supervisor")
    again_run = desk.run(desk.plan("unsupervise", [case], role="supervisor"), role="supervisor", words="已好")
    undo = undone(desk, again_run, "supervisor")
    with pytest.raises(UndoneAlready):
        undone(desk, again_run, "supervisor")
    with pytest.raises(NoWayBack):  # an undo is not undone
        undone(desk, undo, "supervisor")
    sent = desk.run(desk.plan("send_back", [town.handled()], role="checker"), role="checker", words="未解决")
    with pytest.raises(NoWayBack):
        undone(desk, sent, "checker")


def test_the_run_of_somebody_else_is_not_put_back(desk, waiting) -> None:
    run = desk.run(desk.plan("add_note", waiting(1)), words="请联系", public=False)
    with pytest.raises(BatchNotFound):
        put_back(by=desk.who("supervisor"), at=desk.town.at, batch=run.pk)


def test_what_was_not_begun_or_changed_nothing_has_nothing_to_undo(desk, waiting, town) -> None:
    case = waiting(1)[0]
    planned = desk.plan("add_note", [case])
    with pytest.raises(BatchNotStopped):
        undone(desk, planned)
    route(by=desk.who("operator"), at=town.at, case=town.report().case)
    add_note(by=desk.who("supervisor"), at=town.at, case=case.pk, words="先看")
    run = desk.run(planned, words="x", public=False)
    with pytest.raises(NothingMoved):
        undone(desk, run)


def test_who_worked_on_it_is_named_only_to_who_may_still_read_it(desk, waiting, town) -> None:
    case = waiting(1)[0]
    run = desk.run(desk.plan("add_note", [case]), words="请联系", public=False)
    add_note(by=desk.who("supervisor"), at=town.at, case=case.pk, words="先看")
    Case.objects.filter(pk=case.pk).update(place_scope=town.far_grid)
    undo = undone(desk, run)
    assert desk.told(undo)[case.number] == ("skipped", "moved_on")
    assert "周海" not in reasons_of(undo)[0][0]
