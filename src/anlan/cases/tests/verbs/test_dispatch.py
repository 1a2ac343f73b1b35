import pytest

from anlan.cases.errors import CommunityShielded, UnitTwice, UnitUnknown
from anlan.cases.tests.verbs.moves import do, everything, last, squad
from anlan.kit.ids import new_id
from anlan.kit.words import TextMissing


def parts(case):
    return {(part.unit, part.part, part.state) for part in case.assignments.all()}


def test_the_routed_unit_gets_it_and_its_clocks_run(gallery):
    case = do(gallery, "dispatch")
    assert case.state == "dispatched"
    assert parts(case) == {(squad(gallery), "lead", "offered")}
    assert set(case.clocks.values_list("rule", flat=True)) == {"sign", "handle"}
    assert case.next_due == min(case.clocks.values_list("due_at", flat=True))
    assert last(case.id).payload == {"lead": str(squad(gallery)), "replaced": None, "supporting": []}


def test_supporting_units_of_the_clause_come_along(gallery):
    town = gallery.town
    town.later(hours=14)  # at night the police lead and the squad supports
    case = town.report(category="noise").case
    changed = do(gallery, "dispatch", case=case)
    police, urban = town.units["street1.police"].id, squad(gallery)
    assert parts(changed) == {(police, "lead", "offered"), (urban, "supporting", "offered")}


def test_another_lead_takes_over_with_a_reason(gallery):
    case = gallery.cases["handling"]
    office = gallery.town.units["street1.office"].id
    changed = do(gallery, "dispatch", case=case, lead=office, words="改由街道牵头")
    assert (changed.state, changed.lead_unit) == ("dispatched", office)
    assert parts(changed) == {(squad(gallery), "lead", "withdrawn"), (office, "lead", "offered")}
    assert last(case).payload["replaced"] == str(squad(gallery))
    running = changed.clocks.filter(stopped_at=None)
    assert sorted(running.values_list("rule", flat=True)) == ["handle", "sign"]


def test_a_unit_joins_while_work_goes_on(gallery):
    police = gallery.town.units["street1.police"].id
    changed = do(gallery, "dispatch", case=gallery.cases["handling"], supporting=(police,))
    assert changed.state == "handling"
    assert (police, "supporting", "offered") in parts(changed)


def test_a_supporting_unit_that_is_made_lead_leads_once_only(gallery):
    police = gallery.town.units["street1.police"].id
    case = gallery.cases["handling"]
    do(gallery, "dispatch", case=case, supporting=(police,))
    changed = do(gallery, "dispatch", case=case, lead=police, words="由派出所牵头")
    assert (police, "supporting", "withdrawn") in parts(changed)
    assert (police, "lead", "offered") in parts(changed)


def test_an_objection_of_the_replaced_lead_is_settled_with_it(gallery):
    do(gallery, "raise_objection")
    office = gallery.town.units["street1.office"].id
    case = gallery.cases["dispatched"]
    do(gallery, "dispatch", case=case, lead=office, words="改派")
    by = gallery.town.actor("handler", unit="street1.office")
    assert do(gallery, "raise_objection", by=by, case=case).requests.filter(decided_at=None).count() == 1


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"lead": "office"}, TextMissing, "words"),
        ({"lead": "nobody", "words": "改派"}, UnitUnknown, "unit"),
        ({"lead": "committee", "words": "改派"}, CommunityShielded, "unit"),
        ({"supporting": ("police", "police")}, UnitTwice, "supporting"),
        ({"supporting": ("urban",)}, UnitTwice, "supporting"),
        ({"supporting": ("nobody",)}, UnitUnknown, "supporting"),
    ],
)
def test_a_dispatch_that_cannot_be_is_refused(gallery, given, error, field):
    known = gallery.town.units
    ids = {code: known[f"street1.{code}"].id for code in ("office", "police", "urban")}
    ids |= {"committee": known["community1.committee"].id, "nobody": new_id()}
    sent = {
        key: ids[value]
        if key == "lead"
        else tuple(ids[one] for one in value)
        if key == "supporting"
        else value
        for key, value in given.items()
    }
    before = everything()
    with pytest.raises(error) as refusal:
        do(gallery, "dispatch", case=gallery.cases["handling"], **sent)
    assert refusal.value.field == field
    assert everything() == before
