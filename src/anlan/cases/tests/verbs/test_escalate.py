import pytest

from anlan.access.public import service
from anlan.cases.errors import ClockUnknown
from anlan.cases.tasks import sweep
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.ids import new_id
from anlan.kit.words import TextMissing
from anlan.ledger.public import history


def test_a_person_escalates_with_a_reason(gallery):
    case = do(gallery, "escalate")
    assert case.escalation == 1
    assert last(case.id).payload == {"level": "person", "times": 1, "clock": "", "late": False}


def test_the_sweeper_names_the_clock_whose_moment_has_come(gallery):
    clock = gallery.case("handling").clocks.get(rule="handle")
    case = do(gallery, "escalate", by=service("sweeper"), at=clock.next_look, clock=clock.id, words="")
    assert last(case.id).payload == {"level": "unit", "times": 1, "clock": "handle", "late": False}
    clock.refresh_from_db()
    assert (clock.level, clock.next_look, clock.late) == (1, clock.due_at, False)


def test_a_look_that_was_taken_already_is_refused(gallery):
    clock = gallery.case("handling").clocks.get(rule="handle")
    at = clock.next_look
    do(gallery, "escalate", by=service("sweeper"), at=at, clock=clock.id, words="")
    before = everything()
    with pytest.raises(ClockUnknown):
        do(gallery, "escalate", by=service("sweeper"), at=at, clock=clock.id, words="")
    assert everything() == before


def test_a_look_before_its_time_is_refused(gallery):
    clock = gallery.case("handling").clocks.get(rule="handle")
    with pytest.raises(ClockUnknown):
        do(gallery, "escalate", clock=clock.id)


@pytest.mark.parametrize(
    ("given", "error"), [({"words": ""}, TextMissing), ({"clock": "none"}, ClockUnknown)]
)
def test_without_a_reason_or_a_clock_it_is_refused(gallery, given, error):
    before = everything()
    with pytest.raises(error):
        do(
            gallery,
            "escalate",
            **{key: new_id() if value == "none" else value for key, value in given.items()},
        )
    assert everything() == before


def test_the_clock_of_another_case_is_refused(gallery):
    clock = gallery.case("dispatched").clocks.get(rule="sign")
    with pytest.raises(ClockUnknown):
        do(gallery, "escalate", at=clock.next_look, clock=clock.id)


def test_a_matter_long_late_is_escalated_once_to_the_highest_level_it_reached(town):
    case = town.case()
    assert sweep(town.later(days=30)) == case.clocks.filter(stopped_at=None).count()
    case.refresh_from_db()
    assert case.escalation == 2  # the clock to accept, and the clock to handle
    assert sweep(town.later(minutes=1)) == 0
    levels = {fact.payload["level"] for fact in history(case.id) if fact.kind == "cases.escalate"}
    assert levels == {"supervisor", "leader"}
