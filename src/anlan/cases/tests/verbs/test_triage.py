import pytest

from anlan.cases.errors import CategoryUnknown
from anlan.cases.tests.verbs.moves import do, everything, last


def test_the_category_is_set_and_the_owner_is_looked_for_anew(gallery):
    case = do(gallery, "triage", category="lighting")
    assert (case.state, case.category, case.lead_unit) == ("reported", "lighting", None)
    assert last(case.id).payload == {"category": "lighting", "before": ""}
    gallery.town.settle()
    assert gallery.case("reported").lead_unit == gallery.town.units["street1.office"].id


def test_a_routed_case_can_still_be_corrected(gallery):
    case = do(gallery, "triage", case=gallery.cases["routed"], category="noise")
    assert (case.state, case.lead_unit, case.supporting_roles) == ("reported", None, [])
    assert last(case.id).payload["before"] == "parking"


def test_an_unknown_category_is_refused_with_those_that_exist(gallery):
    before = everything()
    with pytest.raises(CategoryUnknown) as refusal:
        do(gallery, "triage", category="noize")
    assert refusal.value.field == "category"
    assert "noise" in refusal.value.message()
    assert everything() == before
