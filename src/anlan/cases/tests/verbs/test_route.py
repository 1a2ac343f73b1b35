import pytest

from anlan.cases.errors import CategoryMissing, CommunityShielded, NoOwner, NoRoute, UnitUnknown
from anlan.cases.models import Case
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import When
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.kit.ids import new_id
from anlan.kit.words import TextMissing
from anlan.parties.public import close_unit
from anlan.schemes.public import current


def test_the_first_clause_that_fits_decides(gallery):
    case = do(gallery, "route")
    assert (case.state, case.lead_unit, case.lead_role) == ("routed", squad(gallery), "urban_management")
    assert last(case.id).payload == {"unit": str(squad(gallery)), "role": "urban_management", "clause": 2}


def test_a_person_chooses_another_unit_with_a_reason(gallery):
    police = gallery.town.units["street1.police"].id
    case = do(gallery, "route", unit=police, words="涉及治安")
    assert case.lead_unit == police
    assert last(case.id).payload == {"unit": str(police), "role": "", "clause": 0}
    assert case.notes.get().words == "涉及治安"


def test_when_a_unit_closed_the_next_one_up_the_tree_owns_it(gallery):
    unit = gallery.town.units["street1.urban"]
    admin = gallery.town.actor("system_admin")
    close_unit(unit=unit.id, by=admin, at=gallery.town.at, leave=True)
    assert do(gallery, "route").lead_unit == gallery.town.units["district.urban"].id


def _routing(monkeypatch, *clauses):
    """The newest published clauses, as if the capability said them."""
    scheme = current("hotline")
    section = scheme.section(CASES).model_copy(update={"routing": clauses})
    monkeypatch.setattr(type(scheme), "section", lambda self, key: section)


def test_no_clause_that_fits_is_refused(gallery, monkeypatch):
    clause = current("hotline").section(CASES).routing[-1]
    _routing(monkeypatch, clause.model_copy(update={"when": When(categories=("noise",))}))
    with pytest.raises(NoRoute) as refusal:
        do(gallery, "route")
    assert refusal.value.field == "unit"


def test_a_clause_whose_unit_does_not_exist_is_refused_with_its_role(gallery, monkeypatch):
    clause = current("hotline").section(CASES).routing[-1]
    _routing(monkeypatch, clause.model_copy(update={"to": "harbour_master"}))
    with pytest.raises(NoOwner) as refusal:
        do(gallery, "route")
    assert refusal.value.params == {"role": "harbour_master"}


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"unit": "police"}, TextMissing, "words"),
        ({"unit": "nobody", "words": "涉及治安"}, UnitUnknown, "unit"),
        ({"unit": "committee", "words": "就近处理"}, CommunityShielded, "unit"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(gallery, given, error, field):
    units = {
        "police": gallery.town.units["street1.police"].id,
        "committee": gallery.town.units["community1.committee"].id,
        "nobody": new_id(),
    }
    before = everything()
    with pytest.raises(error) as refusal:
        do(gallery, "route", **{**given, "unit": units[given["unit"]]})
    assert refusal.value.field == field
    assert everything() == before


def test_a_matter_a_committee_may_lead_can_be_routed_to_it(gallery):
    committee = gallery.town.units["community1.committee"].id
    case = do(gallery, "triage", category="neighbours")
    assert do(gallery, "route", case=case.id, unit=committee, words="先行调解").lead_unit == committee


def test_without_a_category_it_is_refused(gallery):
    with pytest.raises(CategoryMissing):
        do(gallery, "route", case=gallery.cases["reported"])
    assert Case.objects.get(pk=gallery.cases["reported"]).state == "reported"
