from dataclasses import replace

import pytest

from anlan.cases.errors import AlreadyAccepted, CaseNotFound, NotAssigned
from anlan.cases.tests.verbs.moves import do, everything, last, squad


def test_the_unit_takes_it_and_the_time_to_accept_is_met(gallery):
    case = do(gallery, "accept")
    part = case.assignments.get()
    assert (case.state, part.state, part.accepted_at) == ("handling", "accepted", gallery.town.at)
    assert last(case.id).payload == {
        "unit": str(squad(gallery)),
        "part": "lead",
        "met": ["sign"],
        "missed": [],
    }


def test_a_late_acceptance_misses_its_clock(gallery):
    payload = last(do(gallery, "accept", at=gallery.town.later(hours=5)).id).payload
    assert (payload["met"], payload["missed"]) == ([], ["sign"])


def test_a_supporting_unit_accepts_without_moving_the_case(gallery):
    town = gallery.town
    case = gallery.cases["dispatched"]
    do(gallery, "dispatch", case=case, supporting=(town.units["street1.police"].id,))
    changed = do(gallery, "accept", by=town.actor("handler", unit="street1.police"))
    assert changed.state == "dispatched"
    assert last(case).payload["part"] == "supporting"


def test_a_second_acceptance_is_refused_and_says_who_has_it(gallery):
    do(gallery, "accept", case=gallery.cases["dispatched"])
    before = everything()
    with pytest.raises(AlreadyAccepted) as refusal:
        do(gallery, "accept")
    assert refusal.value.status == 409
    assert set(refusal.value.params) == {"name", "since"}
    assert everything() == before


def test_somebody_of_two_units_takes_the_part_that_is_still_offered(gallery):
    town = gallery.town
    police = town.actor("handler", unit="street1.police")
    both = replace(gallery.actor("handler"), grants=gallery.actor("handler").grants + police.grants)
    do(gallery, "dispatch", case=gallery.cases["handling"], supporting=(town.units["street1.police"].id,))
    changed = do(gallery, "accept", by=both, case=gallery.cases["handling"])
    assert changed.assignments.get(part="supporting").state == "accepted"


def test_a_unit_that_objected_cannot_accept_before_the_decision(gallery):
    do(gallery, "raise_objection")
    with pytest.raises(NotAssigned):
        do(gallery, "accept")


def test_another_unit_may_not_even_see_it(gallery):
    with pytest.raises(CaseNotFound):
        do(gallery, "accept", by=gallery.town.actor("handler", unit="street1.police"))
