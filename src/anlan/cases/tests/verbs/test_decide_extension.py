from zoneinfo import ZoneInfo

import pytest

from anlan.access.errors import NotPermitted
from anlan.cases.errors import NoExtension
from anlan.cases.public import sweep
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.cases.timekeeping.explained import explained
from anlan.kit.words import TextMissing

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_granted_time_moves_the_deadline_and_is_explained(gallery):
    do(gallery, "request_extension")
    case = do(gallery, "decide_extension")
    clock = case.clocks.get(rule="handle")
    assert f"{clock.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == "2026-03-11 18:00"
    assert (case.next_due, clock.extended, clock.extensions) == (clock.due_at, 2, 1)
    assert "经批准延长2个工作日" in explained(clock)
    assert last(case.id).payload["granted"] is True


def test_a_refused_request_changes_no_deadline(gallery):
    do(gallery, "request_extension")
    due = gallery.case("handling").next_due
    case = do(gallery, "decide_extension", granted=False)
    assert (case.next_due, case.clocks.get(rule="handle").extensions) == (due, 0)


def test_a_late_clock_that_got_more_time_is_not_late_any_more(gallery):
    do(gallery, "request_extension")
    case = gallery.case("handling")
    late = gallery.town.later(days=8)
    while sweep(late):
        pass
    case.refresh_from_db()
    assert case.late
    assert not do(gallery, "decide_extension", at=case.next_due).late


def test_a_decision_nobody_asked_for_is_refused(gallery):
    with pytest.raises(NoExtension):
        do(gallery, "decide_extension")


def test_a_request_about_a_clock_that_stopped_cannot_be_granted(gallery):
    do(gallery, "request_extension")
    do(gallery, "act")
    do(gallery, "act", step="reply", answers={})
    case = gallery.cases["handling"]
    do(gallery, "finish")
    do(gallery, "send_back", case=case)
    with pytest.raises(NoExtension):
        do(gallery, "decide_extension")


def test_a_decision_without_a_reason_is_refused(gallery):
    do(gallery, "request_extension")
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "decide_extension", words="")
    assert everything() == before


def test_an_operator_may_not_grant_time(gallery):
    do(gallery, "request_extension")
    with pytest.raises(NotPermitted) as refusal:
        do(gallery, "decide_extension", by=gallery.actor("operator"))
    assert "督办员" in refusal.value.message()
