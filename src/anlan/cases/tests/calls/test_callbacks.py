"""Calls to make: one has it, attempts are counted as the capability says, late ones stand out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.access.public import NotPermitted
from anlan.cases.callrules.errors import (
    CallbackNotFound,
    CallbackNotYours,
    CallbackOver,
    CallbackTaken,
    NotAPromise,
)
from anlan.cases.calls.hold import TAKEN_FOR
from anlan.cases.calls.queue import callback_by_id, waiting, waiting_counts
from anlan.cases.calls.verbs.finish_callback import finish_callback
from anlan.cases.calls.verbs.leave_callback import leave_callback
from anlan.cases.calls.verbs.miss_callback import miss_callback
from anlan.cases.calls.verbs.record_survey import record_survey
from anlan.cases.calls.verbs.take_callback import take_callback
from anlan.cases.public import Case, story
from anlan.cases.tests.calls.calling import promised, surveyed
from anlan.kit.words import TextMissing
from anlan.ledger.public import history


@pytest.fixture
def wang(town):
    return town.actor("operator", name="wang")


@pytest.fixture
def zhao(town):
    return town.actor("operator", name="zhao")


def test_exactly_one_has_a_call(town, wang, zhao):
    row = promised(town)
    take_callback(by=wang, at=town.at, callback=row.id)
    with pytest.raises(CallbackTaken):
        take_callback(by=zhao, at=town.at, callback=row.id)
    take_callback(by=wang, at=town.later(minutes=1), callback=row.id)
    assert [fact.kind for fact in history(row.case_id)].count("cases.take_callback") == 1


def test_who_crashed_keeps_nobody_waiting(town, wang, zhao):
    row = promised(town)
    take_callback(by=wang, at=town.at, callback=row.id)
    town.at += TAKEN_FOR
    assert take_callback(by=zhao, at=town.at, callback=row.id).taken_by == zhao.ref
    with pytest.raises(CallbackTaken):
        finish_callback(by=wang, at=town.at, callback=row.id, words="已说明")


def test_a_call_one_has_left_is_free(town, wang, zhao):
    row = promised(town)
    take_callback(by=wang, at=town.at, callback=row.id)
    leave_callback(by=wang, at=town.at, callback=row.id)
    assert take_callback(by=zhao, at=town.at, callback=row.id)
    with pytest.raises(CallbackTaken):
        leave_callback(by=wang, at=town.at, callback=row.id)


@pytest.mark.parametrize("verb", [miss_callback, leave_callback])
def test_who_has_not_taken_it_is_refused(town, wang, verb):
    row = promised(town)
    with pytest.raises(CallbackNotYours):
        verb(by=wang, at=town.at, callback=row.id)


def test_a_kept_promise_is_told_with_what_was_said_and_by_whom_stands_in_the_fact_only(town, wang):
    row = promised(town)
    take_callback(by=wang, at=town.at, callback=row.id)
    with pytest.raises(TextMissing):
        finish_callback(by=wang, at=town.at, callback=row.id, words=" ")
    done = finish_callback(by=wang, at=town.at, callback=row.id, words="已告知进展")
    assert (done.state, done.taken_by) == ("done", "")
    assert history(row.case_id)[-1].payload == {"callback": str(row.id), "late": False}
    told = story(Case.objects.get(pk=row.case_id), wang)
    assert told[-1].words == "已告知进展"
    assert not [event for event in told if event.verb == "take_callback"]
    with pytest.raises(CallbackOver):
        take_callback(by=wang, at=town.at, callback=row.id)


def test_nobody_answers_three_times_and_it_is_given_up(town, wang):
    row = promised(town)
    for attempt in (1, 2, 3):
        take_callback(by=wang, at=town.at, callback=row.id)
        row = miss_callback(by=wang, at=town.at, callback=row.id)
        assert row.attempts == attempt
        if attempt < 3:
            assert (row.state, row.not_before) == ("open", town.at + timedelta(hours=2))
            assert waiting(wang, town.at)[0].rests
        town.later(hours=3)
    assert row.state == "not_reached"
    assert history(row.case_id)[-1].payload["given_up"] is True
    assert waiting(wang, town.at) == []


def test_the_queue_is_by_due_time_and_late_ones_stand_out(town, wang):
    first = promised(town)
    town.later(hours=1)
    second = promised(town, words="另一件事情在别处")
    assert [one.callback.id for one in waiting(wang, town.at)] == [first.id, second.id]
    town.later(days=3)
    assert all(one.late for one in waiting(wang, town.at))
    assert waiting_counts(wang, town.at) == {"promised": 2, "survey": 0, "late": 2}


def test_another_streets_operator_finds_no_call_and_cannot_take_it(town):
    row, far = promised(town), town.actor("operator", place=town.district.streets[1])
    assert waiting(far, town.at) == []
    with pytest.raises(CallbackNotFound):
        callback_by_id(far, row.id)
    for verb in (take_callback, miss_callback, leave_callback):
        with pytest.raises(CallbackNotFound):
            verb(by=far, at=town.at, callback=row.id)
    with pytest.raises(CallbackNotFound):
        finish_callback(by=far, at=town.at, callback=row.id, words="x")
    with pytest.raises(CallbackNotFound):
        record_survey(by=far, at=town.at, callback=row.id, declined=True)
    with pytest.raises(CallbackNotFound):
        take_callback(by=far, at=town.at, callback=uuid4())


@pytest.mark.parametrize("role", ["supervisor", "leader", "checker", "grid_worker"])
def test_who_may_read_the_case_and_not_call_is_refused(town, role):
    row = promised(town)
    with pytest.raises(NotPermitted):
        take_callback(by=town.actor(role), at=town.at, callback=row.id)


def test_a_survey_is_no_promise(town):
    row = surveyed(town)
    other = town.actor("operator", name="other")
    take_callback(by=other, at=town.at, callback=row.id)
    with pytest.raises(NotAPromise):
        finish_callback(by=other, at=town.at, callback=row.id, words="x")
