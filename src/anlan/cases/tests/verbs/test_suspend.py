import pytest

from anlan.cases.errors import MoveForbidden, ReasonUnknown, SuspensionSpent
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing


def test_work_waits_and_the_pausable_clock_stands_still(gallery):
    case = do(gallery, "suspend")
    clock = case.clocks.get(rule="handle")
    assert (case.state, case.suspensions) == ("suspended", 1)
    assert (clock.paused_at, clock.next_look, case.next_due) == (gallery.town.at, None, None)
    assert clock.pauses == [[gallery.town.at.isoformat(), "", "weather"]]
    assert last(case.id).payload == {"reason": "weather", "stops_clocks": True}


@pytest.mark.parametrize(
    ("given", "error"), [({"reason": "holiday"}, ReasonUnknown), ({"words": ""}, TextMissing)]
)
def test_a_suspension_without_a_good_reason_is_refused(gallery, given, error):
    before = everything()
    with pytest.raises(error):
        do(gallery, "suspend", **given)
    assert everything() == before


def test_a_third_suspension_is_refused(gallery):
    for _ in range(2):
        do(gallery, "suspend")
        do(gallery, "resume", case=gallery.cases["handling"])
    with pytest.raises(SuspensionSpent) as refusal:
        do(gallery, "suspend")
    assert refusal.value.params == {"times": 2}


def test_a_case_that_nobody_handles_cannot_be_suspended(gallery):
    with pytest.raises(MoveForbidden):
        do(gallery, "suspend", case=gallery.cases["dispatched"])
