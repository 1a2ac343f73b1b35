import pytest

from anlan.cases.errors import ReopenSpent, ReopenTooLate
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing


@pytest.mark.parametrize("state", ["closed", "rated"])
def test_the_unit_that_led_handles_it_again(gallery, state):
    case = do(gallery, "reopen", case=gallery.cases[state], by=gallery.actor("operator"))
    assert (case.state, case.reopened) == ("handling", 1)
    assert (case.outcome, case.closed_at, case.score, case.verified_by) == ("", None, None, "")
    assert case.assignments.get().state == "accepted"
    assert last(case.id).payload == {"times": 1, "outcome": "solved"}


def test_what_nobody_led_is_taken_in_anew(gallery):
    case = gallery.cases["reported"]
    do(gallery, "close", case=case, outcome="not_ours")
    changed = do(gallery, "reopen", case=case, by=gallery.actor("reporter:reported"))
    assert (changed.state, changed.lead_unit) == ("reported", None)
    do(gallery, "triage", case=case, category="parking")
    gallery.town.settle()
    assert gallery.case("reported").state == "dispatched"


def test_after_the_days_the_capability_allows_it_is_refused(gallery):
    before = everything()
    with pytest.raises(ReopenTooLate):
        do(gallery, "reopen", at=gallery.town.later(days=11))
    assert everything() == before


def test_a_second_time_is_refused(gallery):
    case = gallery.cases["reported"]
    for _ in range(2):
        do(gallery, "close", case=case, outcome="not_ours")
        if _ == 0:
            do(gallery, "reopen", case=case, by=gallery.actor("operator"))
    with pytest.raises(ReopenSpent) as refusal:
        do(gallery, "reopen", case=case, by=gallery.actor("operator"))
    assert refusal.value.params == {"times": 1}


def test_without_a_reason_it_is_refused(gallery):
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "reopen", words="")
    assert everything() == before
