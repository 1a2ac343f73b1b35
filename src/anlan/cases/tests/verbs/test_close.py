import pytest

from anlan.cases.errors import NotVerified, OutcomeNotEarly, OutcomeUnknown
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing


def test_the_case_ends_with_an_outcome_and_the_reporter_reads_the_answer(gallery):
    case = do(gallery, "close")
    assert (case.state, case.outcome, case.closed_at) == ("closed", "solved", gallery.town.at)
    assert (case.next_due, case.late) == (None, False)
    assert case.notes.get(words="已恢复").public
    assert last(case.id).payload == {"outcome": "solved", "kind": "solved", "met": [], "missed": []}


@pytest.mark.parametrize("state", ["reported", "routed"])
def test_what_nobody_handled_can_only_be_closed_as_not_accepted(gallery, state):
    with pytest.raises(OutcomeNotEarly) as refusal:
        do(gallery, "close", case=gallery.cases[state])
    assert "solved" not in refusal.value.params["known"]
    assert do(gallery, "close", case=gallery.cases[state], outcome="not_ours").state == "closed"


def test_what_still_runs_is_cancelled_and_nobody_is_asked_for_work(gallery):
    police = gallery.town.units["street1.police"].id
    case = gallery.cases["dispatched"]
    do(gallery, "dispatch", case=case, supporting=(police,))
    do(gallery, "raise_objection")
    do(gallery, "decide_objection")
    changed = do(gallery, "close", case=case, outcome="not_ours")
    assert set(changed.assignments.values_list("state", flat=True)) == {"withdrawn"}
    assert not changed.clocks.filter(stopped_at=None).exists()
    assert changed.clocks.get(assignment__unit=police).cancelled


@pytest.mark.parametrize(
    ("state", "given", "error"),
    [
        ("handled", {}, NotVerified),
        ("verified", {"outcome": "wonderful"}, OutcomeUnknown),
        ("verified", {"outcome": ""}, OutcomeUnknown),
        ("verified", {"words": "\n"}, TextMissing),
    ],
)
def test_a_closing_that_cannot_be_is_refused(gallery, state, given, error):
    before = everything()
    with pytest.raises(error):
        do(gallery, "close", case=gallery.cases[state], **given)
    assert everything() == before
