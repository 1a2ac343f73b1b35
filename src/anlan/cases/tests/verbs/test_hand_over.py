"""What a unit that closes does with one case: the successor stands where it stood, and no clock begins anew."""

import pytest

from anlan.access.errors import NotPermitted
from anlan.cases.errors import CaseNotFound, MoveForbidden, NotWithUnit, UnitTwice, UnitUnknown
from anlan.cases.models import Assignment, Case, Clock, Request
from anlan.cases.public import accept, raise_objection
from anlan.cases.tests.verbs.moves import last
from anlan.cases.verbs.hand_over import hand_over
from anlan.kit.words import TextMissing
from anlan.parties.public import close_unit


@pytest.fixture
def hand(gallery):
    """`hand("handling")`: street 1's squad gives that case to the street office."""
    town = gallery.town

    def give(state, **changed):
        call = {
            "by": town.actor("system_admin"), "at": town.at, "case": gallery.cases[state],
            "unit": town.units["street1.urban"].id, "to": town.units["street1.office"].id, "words": "机构撤并",
        }  # fmt: skip
        return hand_over(**{**call, **changed})

    return give


def standing(case):
    return {part.part: part for part in Assignment.objects.filter(case=case).exclude(state="withdrawn")}


def test_the_successor_has_to_accept_what_was_at_work_and_the_case_clock_runs_on(gallery, hand):
    case = gallery.cases["handling"]
    before = {clock.rule: clock.due_at for clock in Clock.objects.filter(case=case, stopped_at=None)}
    held = hand("handling")
    office = gallery.town.units["street1.office"].id
    assert (held.state, held.lead_unit) == ("dispatched", office)
    part = standing(case)["lead"]
    assert (part.unit, part.state, part.step) == (office, "offered", "")
    after = {clock.rule: clock.due_at for clock in Clock.objects.filter(case=case, stopped_at=None)}
    assert after["handle"] == before["handle"]
    assert after.keys() - before.keys() == {"sign"}, "only the time to accept begins"
    fact = last(case)
    assert (fact.kind, fact.payload["lead"]) == ("cases.dispatch", str(office))
    assert fact.payload["replaced"] == str(gallery.town.units["street1.urban"].id)


def test_a_running_time_to_accept_is_the_successors_as_it_stands(gallery, hand):
    case = gallery.cases["dispatched"]
    sign = Clock.objects.get(case=case, rule="sign", stopped_at=None)
    gallery.town.later(hours=1)
    hand("dispatched")
    running = Clock.objects.get(case=case, rule="sign", stopped_at=None)
    assert (running.pk, running.due_at) == (sign.pk, sign.due_at)
    assert running.assignment_id == standing(case)["lead"].pk
    office = gallery.town.actor("handler", unit="street1.office")
    assert accept(by=office, at=gallery.town.at, case=case).state == "handling"


@pytest.mark.parametrize("state", ["suspended", "handled", "verified"])
def test_what_waits_or_is_finished_stays_so(gallery, hand, state):
    assert hand(state).state == state
    part = standing(gallery.cases[state])["lead"]
    assert part.unit == gallery.town.units["street1.office"].id
    assert part.state == ("accepted" if state == "suspended" else "finished")


def test_what_was_routed_and_not_sent_out_is_routed_to_the_successor(gallery, hand):
    held = hand("routed")
    assert (held.state, held.lead_unit) == ("routed", gallery.town.units["street1.office"].id)
    assert last(held.id).kind == "cases.route"


def test_an_objection_goes_with_the_unit_that_made_it(gallery, hand):
    case, squad = gallery.cases["dispatched"], gallery.actor("handler")
    raise_objection(by=squad, at=gallery.town.at, case=case, words="不属于本单位")
    hand("dispatched")
    assert not Request.objects.filter(case=case, decided_at=None).exists()
    assert standing(case)["lead"].state == "offered"


def test_a_unit_that_supported_already_leads_and_supports_no_more(gallery, hand):
    town, case = gallery.town, gallery.cases["handling"]
    office = town.units["street1.office"].id
    Assignment.objects.create(
        case_id=case,
        number=gallery.case("handling").number,
        unit=office,
        part="supporting",
        offered_at=town.at,
    )
    hand("handling")
    assert {name: part.unit for name, part in standing(case).items()} == {"lead": office}


def test_a_supporting_part_goes_to_another_supporter(gallery, hand):
    town, case = gallery.town, gallery.cases["handling"]
    police, office = town.units["street1.police"].id, town.units["street1.office"].id
    Assignment.objects.create(
        case_id=case,
        number=gallery.case("handling").number,
        unit=police,
        part="supporting",
        offered_at=town.at,
    )
    held = hand("handling", unit=police)
    assert held.state == "handling"
    assert standing(case)["supporting"].unit == office
    assert last(case).payload["supporting"] == [str(office)]


def test_it_is_refused_where_it_makes_no_sense(gallery, hand):
    town = gallery.town
    with pytest.raises(NotWithUnit):
        hand("handling", unit=town.units["street2.urban"].id)
    with pytest.raises(UnitTwice):
        hand("handling", to=town.units["street1.urban"].id)
    for ended in ("closed", "merged"):
        with pytest.raises(MoveForbidden):
            hand(ended)
    with pytest.raises(TextMissing):
        hand("handling", words=" ")
    close_unit(unit=town.units["street2.office"].id, by=town.actor("system_admin"), at=town.at)
    with pytest.raises(UnitUnknown):
        hand("handling", to=town.units["street2.office"].id)


def test_every_other_role_is_refused(gallery, hand):
    version = Case.objects.get(pk=gallery.cases["handling"]).version
    for role in ("operator", "supervisor", "handler", "leader", "checker"):
        with pytest.raises(NotPermitted):
            hand("handling", by=gallery.actor(role))
    for role in ("auditor", "security_admin", "anonymous"):
        with pytest.raises(CaseNotFound):
            hand("handling", by=gallery.actor(role))
    with pytest.raises(CaseNotFound):
        hand("handling", by=gallery.foreign("system_admin"))
    assert Case.objects.get(pk=gallery.cases["handling"]).version == version
