import pytest

from anlan.access.errors import NotPermitted
from anlan.cases.errors import NoObjection
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.kit.words import TextMissing


def test_an_upheld_objection_frees_the_unit_and_its_clocks(gallery):
    do(gallery, "raise_objection")
    case = do(gallery, "decide_objection")
    assert (case.state, case.lead_unit) == ("routed", None)
    assert case.assignments.get().state == "withdrawn"
    assert case.clocks.get(rule="sign").cancelled
    assert last(case.id).payload == {"unit": str(squad(gallery)), "upheld": True}


def test_a_refused_objection_leaves_the_unit_in_charge(gallery):
    do(gallery, "raise_objection")
    case = do(gallery, "decide_objection", upheld=False, words="仍由你单位办理")
    assert (case.state, case.lead_unit) == ("dispatched", squad(gallery))
    assert case.assignments.get().state == "offered"
    assert case.requests.get().granted is False


def test_an_upheld_objection_of_a_supporting_unit_leaves_the_lead_alone(gallery):
    police = gallery.town.units["street1.police"].id
    case = gallery.cases["dispatched"]
    do(gallery, "dispatch", case=case, supporting=(police,))
    do(gallery, "raise_objection", by=gallery.town.actor("handler", unit="street1.police"))
    changed = do(gallery, "decide_objection")
    assert (changed.state, changed.lead_unit) == ("dispatched", squad(gallery))
    assert changed.assignments.get(unit=police).state == "withdrawn"


def test_a_decision_without_an_objection_is_refused(gallery):
    with pytest.raises(NoObjection):
        do(gallery, "decide_objection")


def test_a_decision_without_a_reason_is_refused(gallery):
    do(gallery, "raise_objection")
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "decide_objection", words="")
    assert everything() == before


def test_the_unit_that_objected_cannot_decide_it(gallery):
    do(gallery, "raise_objection")
    with pytest.raises(NotPermitted):
        do(gallery, "decide_objection", by=gallery.actor("handler"))
