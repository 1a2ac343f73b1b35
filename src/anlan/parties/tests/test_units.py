"""Units: who handles what, and who may say so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.access.errors import NotPermitted
from anlan.access.public import anonymous
from anlan.access.tests.factories import AT, an_actor
from anlan.kit.ids import new_id
from anlan.ledger.public import history
from anlan.parties.errors import (
    AlreadyClosed,
    ChangedMeanwhile,
    CodeTaken,
    CodeUnusable,
    EndsTooEarly,
    OrganisationUnknown,
    PhoneUnusable,
    PlaceNotOpen,
    RoleMissing,
    RoleUnusable,
    ShieldWithoutCommunity,
    UnitsRemain,
    UnitUnknown,
)
from anlan.parties.models import Organisation, Unit
from anlan.parties.public import (
    add_organisation,
    add_unit,
    change_unit,
    close_organisation,
    close_unit,
    may_lead,
    unit_for,
    units_in,
    units_of,
)
from anlan.places.errors import PlaceUnknown
from anlan.places.public import close_place, outside

LATER = AT + timedelta(days=30)


@pytest.fixture
def firm(sample, by):
    return add_organisation(
        code="firm", name_zh="某公司", name_en="A firm", kind=Organisation.Kind.ENTERPRISE, by=by, at=AT
    )


def add(by, firm, **more):
    given = {
        "code": "u-1",
        "name_zh": "一队",
        "name_en": "Team 1",
        "roles": ["water"],
        "organisation": firm.id,
    }
    return add_unit(**{**given, "by": by, "at": AT, **more})


def found(role, place, at=AT):
    unit = unit_for(role, place, at)
    assert unit is not None
    return unit


def change(unit, by, **more):
    given = {
        "unit": unit.id,
        "version": unit.version,
        "name_zh": "新",
        "name_en": "New",
        "roles": ["fire"],
        "shield": [],
    }
    return change_unit(**{**given, "by": by, "at": LATER, **more})


@pytest.mark.parametrize(
    ("role", "grid", "code"),
    [("urban_management", 0, "street1.urban"), ("urban_management", 11, "street2.urban"),
     ("fire", 0, "district.fire"), ("community_committee", 4, "community2.committee")],
)  # fmt: skip
def test_the_nearest_unit_up_the_tree_takes_it(sample, units, role, grid, code):
    assert found(role, sample.grids[grid]).code == code


def test_a_closed_unit_gives_way_to_the_next_up(sample, units, by):
    close_unit(unit=units["street1.urban"].id, by=by, at=LATER)
    before, after = (found("urban_management", sample.grids[0], at) for at in (LATER - timedelta(1), LATER))
    assert (before.code, after.code) == ("street1.urban", "district.urban")


def test_of_equals_the_lowest_code_takes_it(sample, firm, by):
    for code in ("u-9", "u-2", "u-5"):
        add(by, firm, code=code, place=sample.streets[0])
    assert found("water", sample.grids[0]).code == "u-2"


def test_the_holding_places_lead_to_the_district_s_units(sample, units):
    assert found("water", outside(310105)).code == "district.water"


def test_nobody_is_an_answer(sample, units):
    assert unit_for("astronomy", sample.grids[0], AT) is None
    assert unit_for("water", sample.grids[0], AT - timedelta(1)) is None


def test_finding_the_unit_is_one_query(sample, units, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert found("fire", sample.grids[0]).organisation.code == "district.fire"


def test_lists_are_in_order(sample, units):
    assert [one.code for one in units_of("police_station")] == ["street1.police", "street2.police"]
    assert [one.code for one in units_in(sample.communities[3])] == ["community4.committee"]
    assert len(units) == 7 + 2 * 3 + 4


def test_a_committee_leads_only_what_its_list_names(units):
    committee, fire = units["community1.committee"], units["district.fire"]
    assert may_lead(committee, "pets")
    assert not may_lead(committee, "gas_leak")
    assert may_lead(fire, "gas_leak")


def test_a_unit_leaves_facts_without_names(sample, firm, by):
    unit = add(by, firm, place=sample.streets[0])
    change(unit, by)
    close_unit(unit=unit.id, by=by, at=LATER)
    facts = history(unit.id)
    assert [fact.kind for fact in facts] == ["parties.add_unit", "parties.change_unit", "parties.close_unit"]
    assert facts[0].place == sample.streets[0]
    assert "Team" not in str([fact.payload for fact in facts])


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"code": "no spaces"}, CodeUnusable), ({"code": ""}, CodeUnusable), ({"code": "x" * 41}, CodeUnusable),
        ({"roles": []}, RoleMissing), ({"roles": ["Fire!"]}, RoleUnusable), ({"roles": ["消防"]}, RoleUnusable),
        ({"shield": ["pets"]}, ShieldWithoutCommunity),
        ({"shield": ["a b"], "community": True}, CodeUnusable),
        ({"place": 310105001009009}, PlaceUnknown), ({"place": outside(310105)}, PlaceNotOpen),
        ({"organisation": new_id()}, OrganisationUnknown),
    ],
)  # fmt: skip
def test_a_unit_that_cannot_be_is_refused(sample, firm, by, more, error):
    with pytest.raises(error):
        add(by, firm, **{"place": sample.streets[0], **more})
    assert not Unit.objects.exists()


def test_codes_are_used_once_and_closed_places_not_at_all(sample, firm, by):
    add(by, firm, place=sample.streets[0])
    with pytest.raises(CodeTaken):
        add(by, firm, place=sample.streets[0])
    close_place(code=sample.grids[0], by=by, at=LATER)
    with pytest.raises(PlaceNotOpen):
        add(by, firm, code="u-2", place=sample.grids[0])


def test_who_saw_an_old_version_is_told(sample, firm, by):
    unit = add(by, firm, place=sample.streets[0])
    changed = change(unit, by)
    assert (changed.roles, changed.version) == (["fire"], 2)
    with pytest.raises(ChangedMeanwhile):
        change(unit, by)


def test_a_unit_is_closed_once_and_after_it_began(sample, firm, by):
    unit = add(by, firm, place=sample.streets[0])
    with pytest.raises(EndsTooEarly):
        close_unit(unit=unit.id, by=by, at=AT)
    close_unit(unit=unit.id, by=by, at=LATER)
    for again in (lambda: close_unit(unit=unit.id, by=by, at=LATER), lambda: change(unit, by, version=2)):
        with pytest.raises(AlreadyClosed):
            again()


def test_an_organisation_is_closed_after_its_units(sample, firm, by):
    unit = add(by, firm, place=sample.streets[0])
    with pytest.raises(UnitsRemain):
        close_organisation(organisation=firm.id, by=by, at=LATER)
    close_unit(unit=unit.id, by=by, at=LATER)
    close_organisation(organisation=firm.id, by=by, at=LATER)
    with pytest.raises(AlreadyClosed):
        add(by, firm, code="u-2", place=sample.streets[0])


@pytest.mark.parametrize(
    "role", ["operator", "supervisor", "leader", "auditor", "security_admin", "grid_worker"]
)
def test_other_roles_change_no_units(sample, units, firm, role):
    actor = an_actor(role, sample.code)
    with pytest.raises(NotPermitted):
        add(actor, firm, place=sample.streets[0])
    with pytest.raises(NotPermitted):
        close_unit(unit=units["street1.urban"].id, by=actor, at=LATER)
    with pytest.raises(NotPermitted):
        change(units["street1.urban"], actor)
    with pytest.raises(NotPermitted):
        close_organisation(organisation=firm.id, by=actor, at=LATER)
    with pytest.raises(NotPermitted):
        add_organisation(code="x", name_zh="x", name_en="x", kind=Organisation.Kind.SOCIAL, by=actor, at=AT)


def test_units_beyond_one_s_places_are_unknown_not_forbidden(sample, units, firm):
    manager = an_actor("system_admin", sample.streets[0])
    close_unit(unit=units["street1.urban"].id, by=manager, at=LATER)
    for actor in (manager, anonymous):
        with pytest.raises(UnitUnknown):
            close_unit(unit=units["street2.urban"].id, by=actor, at=LATER)
        with pytest.raises(UnitUnknown):
            change(units["street2.urban"], actor)
    with pytest.raises(NotPermitted):
        add(manager, firm, place=sample.streets[1])
    with pytest.raises(OrganisationUnknown):
        close_organisation(organisation=firm.id, by=manager, at=LATER)


@pytest.mark.parametrize(
    "more",
    [{"roles": []}, {"code": "a b"}, {"valid_to": AT}, {"shield": ["pets"], "community": False}],
)
def test_the_database_refuses(sample, firm, more):
    given = {"code": "u-1", "name_zh": "一", "name_en": "One", "roles": ["water"], "valid_from": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(**{**given, "place_id": sample.streets[0], "organisation": firm, **more})


def test_a_failed_fact_undoes_the_unit(sample, firm, by, monkeypatch):
    import sys

    def broken(*args, **given):
        raise RuntimeError

    monkeypatch.setattr(sys.modules[add_unit.__module__], "record", broken)
    with pytest.raises(RuntimeError):
        add(by, firm, place=sample.streets[0])
    assert not Unit.objects.exists()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("phone", ["021-5550 0100", "12345", "+86 21 5550 0100", ""])
def test_a_unit_has_a_public_number(by, firm, sample, phone):
    assert add(by, firm, place=sample.streets[0], phone=f" {phone} ").phone == phone


@pytest.mark.parametrize("phone", ["call me", "1", "0" * 41, "<b>12345</b>", "12345\x00"])
def test_what_nobody_can_dial_is_refused(by, firm, sample, phone):
    with pytest.raises(PhoneUnusable):
        add(by, firm, place=sample.streets[0], phone=phone)
    assert not Unit.objects.exists()


def test_a_number_stays_when_a_change_does_not_name_it(by, firm, sample):
    unit = add(by, firm, place=sample.streets[0], phone="12345")
    assert change(unit, by).phone == "12345"
    assert change(Unit.objects.get(pk=unit.pk), by, phone="").phone == ""


def test_the_ledger_is_searched_by_a_units_code(units):
    from anlan.access.public import subject_numbers

    found = subject_numbers.get("parties")
    assert found("street1.urban") == units["street1.urban"].id
    assert found("no-such") is None
