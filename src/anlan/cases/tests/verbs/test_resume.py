from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from anlan.cases.errors import MoveForbidden
from anlan.cases.public import sweep
from anlan.cases.tests.verbs.moves import do, last
from anlan.cases.timekeeping.explained import explained

SHANGHAI = ZoneInfo("Asia/Shanghai")


def waited(gallery, **length):
    """Suspended for the weather now, resumed after `length`."""
    do(gallery, "suspend")
    return do(gallery, "resume", case=gallery.cases["handling"], at=gallery.town.later(**length))


def test_the_clock_runs_again_with_the_office_time_it_stood_still(gallery):
    case = waited(gallery, days=1)
    clock = case.clocks.get(rule="handle")
    assert f"{clock.due_at.astimezone(SHANGHAI):%Y-%m-%d}" == "2026-03-10"  # it was the 9th
    assert (case.state, clock.paused_at, case.next_due) == ("handling", None, clock.due_at)
    assert clock.next_look is not None
    assert last(case.id).payload == {"clocks": 1}


def test_the_explanation_says_why_it_stood_still_in_both_languages(gallery):
    clock = waited(gallery, days=2).clocks.get(rule="handle")
    assert clock.pauses[0][2] == "weather"
    with override("zh-hans"):
        assert "扣除天气原因无法施工挂起1个工作日25分钟" in explained(clock)
    with override("en"):
        assert "1 day 25 minutes suspended for The weather stops the work" in explained(clock)


def test_two_suspensions_are_both_taken_out_and_both_named(gallery):
    waited(gallery, days=1)
    do(gallery, "suspend", reason="appraisal", words="送检", at=gallery.town.later(minutes=1))
    case = do(gallery, "resume", case=gallery.cases["handling"], at=gallery.town.later(days=1))
    clock = case.clocks.get(rule="handle")
    assert [reason for _, _, reason in clock.pauses] == ["weather", "appraisal"]
    with override("zh-hans"):
        assert "天气原因无法施工、等待鉴定检测" in explained(clock)


def test_a_clock_that_was_late_stays_late_when_its_time_is_over_all_the_same(gallery):
    case = gallery.case("handling")
    late = case.next_due + timedelta(minutes=1)
    while sweep(late):
        pass
    do(gallery, "suspend", at=late)
    assert do(gallery, "resume", case=case.id, at=late + timedelta(minutes=5)).late


def test_what_is_not_suspended_cannot_be_resumed(gallery):
    with pytest.raises(MoveForbidden):
        do(gallery, "resume", case=gallery.cases["handling"])
