from datetime import timedelta

import pytest

from anlan.cases.errors import NotAssigned, ObjectionSpent, ObjectionTooLate, ObjectionWaiting
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.kit.words import TextMissing


def test_the_unit_objects_and_a_decision_is_asked_for(gallery):
    case = do(gallery, "raise_objection")
    asked = case.requests.get()
    assert (asked.kind, asked.decided_at, asked.asked_at) == ("objection", None, gallery.town.at)
    assert case.assignments.get().state == "objected"
    assert last(case.id).payload == {"unit": str(squad(gallery)), "times": 1}


def test_an_objection_without_a_reason_is_refused(gallery):
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "raise_objection", words=" ")
    assert everything() == before


def test_a_second_objection_is_refused_whoever_got_it_first_handles_it(gallery):
    do(gallery, "raise_objection")
    do(gallery, "decide_objection", upheld=False)
    with pytest.raises(ObjectionSpent) as refusal:
        do(gallery, "raise_objection")
    assert refusal.value.params == {"times": 1}


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, True)])
def test_an_objection_after_its_time_is_refused(gallery, minutes, late):
    offered = gallery.case("dispatched").assignments.get().offered_at
    at = offered + timedelta(hours=8, minutes=minutes)
    if not late:
        assert do(gallery, "raise_objection", at=at).requests.count() == 1
        return
    with pytest.raises(ObjectionTooLate):
        do(gallery, "raise_objection", at=at)


def test_an_accepted_case_cannot_be_objected_to(gallery):
    do(gallery, "accept")
    with pytest.raises(NotAssigned):
        do(gallery, "raise_objection")


def test_two_objections_at_once_are_refused_by_name(gallery):
    police = gallery.town.units["street1.police"].id
    case = gallery.cases["dispatched"]
    do(gallery, "dispatch", case=case, supporting=(police,))
    do(gallery, "raise_objection")
    with pytest.raises(ObjectionWaiting):
        do(gallery, "raise_objection", by=gallery.town.actor("handler", unit="street1.police"))
