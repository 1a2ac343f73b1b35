"""A call back is promised once, until a time that can be kept."""

from datetime import timedelta

import pytest

from anlan.cases.callrules.errors import CallbackTimeWrong, CallbackWaits, NoCallbacks
from anlan.cases.models import Case
from anlan.cases.models.calls import Callback
from anlan.cases.tests.verbs.moves import do, everything, last


def test_a_promise_is_due_within_the_capabilitys_time_and_says_by_which_rule(gallery):
    case = do(gallery, "promise_callback", words="告知结果")
    row = Callback.objects.get(case=case)
    assert (row.kind, row.state, row.provision, row.asked_for) == (
        "promised",
        "open",
        "local-callback",
        False,
    )
    assert row.due_at > gallery.town.at
    assert last(case.id).payload["callback"] == str(row.id)


def test_a_time_the_caller_named_counts_instead(gallery):
    due = gallery.town.at + timedelta(hours=3)
    case = do(gallery, "promise_callback", due=due)
    row = Callback.objects.get(case=case)
    assert (row.due_at, row.asked_for, row.provision) == (due, True, "")


@pytest.mark.parametrize("away", [timedelta(0), timedelta(hours=-1), timedelta(days=31)])
def test_a_time_that_is_over_or_too_far_is_refused(gallery, away):
    before = everything()
    with pytest.raises(CallbackTimeWrong):
        do(gallery, "promise_callback", due=gallery.town.at + away)
    assert everything() == before
    assert not Callback.objects.exists()


def test_a_second_promise_is_refused_while_one_waits(gallery):
    do(gallery, "promise_callback")
    with pytest.raises(CallbackWaits):
        do(gallery, "promise_callback")
    assert Callback.objects.count() == 1


def test_a_capability_that_says_nothing_of_calls_cannot_promise_one(gallery):
    Case.objects.filter(pk=gallery.cases["handling"]).update(capability="hazards")
    with pytest.raises(NoCallbacks):
        do(gallery, "promise_callback")
