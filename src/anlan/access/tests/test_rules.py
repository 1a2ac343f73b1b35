"""Who may do what, and above all what they may not."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.access.actors import actor_for, anonymous, reporter, service
from anlan.access.errors import NotPermitted, SecondFactorNeeded
from anlan.access.permissions import permissions
from anlan.access.roles import roles, services, unknown_permissions
from anlan.access.rules import explain, holds, may, require, scope_of
from anlan.access.tests.factories import (
    AT,
    DISTRICT,
    ELSEWHERE,
    GRID,
    OTHER_GRID,
    STREET,
    an_account,
    an_actor,
    give,
)

pytestmark = pytest.mark.django_db


def test_the_table_of_roles_uses_only_permissions_that_exist():
    assert unknown_permissions() == set()


def test_every_permission_is_held_by_some_role_or_program():
    held = {name for role in roles.values() for name in role.can | role.anywhere | role.as_participant}
    held |= {name for names in services.values() for name in names}
    assert set(permissions) == held


def test_an_operator_may_dispatch_in_the_street_and_nowhere_else():
    operator = an_actor("operator")
    assert may(operator, "cases.dispatch", place=GRID)
    assert not may(operator, "cases.dispatch", place=OTHER_GRID)
    assert not may(operator, "cases.dispatch", place=ELSEWHERE)
    assert not may(operator, "cases.dispatch", place=DISTRICT), "a street does not hold its district"


def test_a_permission_within_places_is_refused_without_a_place():
    assert not may(an_actor("operator", DISTRICT), "cases.dispatch")


def test_an_ended_grant_sees_nothing():
    account = an_account()
    give(account, "operator", until=AT)
    actor = actor_for(account, at=AT)
    assert actor.grants == ()
    assert scope_of(actor, "cases.read").empty
    assert not may(actor, "cases.read", place=GRID)


def test_a_grant_counts_to_its_last_moment_but_not_before_it_began():
    account = an_account()
    give(account, "operator", begun=AT, until=AT + timedelta(hours=1))
    assert not actor_for(account, at=AT - timedelta(microseconds=1)).grants
    assert actor_for(account, at=AT + timedelta(minutes=59)).grants
    assert not actor_for(account, at=AT + timedelta(hours=1)).grants


def test_a_revoked_grant_sees_nothing():
    account = an_account()
    grant = give(account, "operator")
    grant.revoked_at = AT
    grant.save()
    assert not actor_for(account, at=AT).grants


def test_a_deactivated_account_has_no_grants():
    account = an_account()
    give(account, "operator")
    account.is_active = False
    account.save()
    assert not actor_for(account, at=AT).grants


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_an_administrator_may_not_read_a_case(role):
    admin = an_actor(role, DISTRICT)
    assert not may(admin, "cases.read", place=GRID, participant=True)
    assert scope_of(admin, "cases.read").empty
    assert scope_of(admin, "cases.search").empty
    assert not may(admin, "people.reveal", place=GRID)


def test_a_handler_reaches_the_cases_of_the_unit_wherever_they_are():
    unit = uuid4()
    handler = an_actor("handler", unit=unit)
    assert may(handler, "cases.accept", place=OTHER_GRID, units=[unit])
    assert not may(handler, "cases.accept", place=GRID, units=[uuid4()])
    assert not may(handler, "cases.accept", place=GRID)
    assert scope_of(handler, "cases.read").units == ((unit, None),)
    assert scope_of(handler, "cases.read").ranges == ()


def test_a_grant_for_one_capability_does_not_reach_another():
    operator = an_actor("operator", capabilities=("hotline",))
    assert may(operator, "cases.read", place=GRID, capability="hotline")
    assert not may(operator, "cases.read", place=GRID, capability="mediation")
    assert not may(operator, "cases.read", place=GRID), "an unknown capability must not widen it"


def test_a_resident_sees_only_what_they_take_part_in():
    resident = reporter("ab" * 32)
    assert may(resident, "cases.read", place=GRID, participant=True)
    assert not may(resident, "cases.read", place=GRID)
    assert not may(resident, "cases.dispatch", place=GRID, participant=True)
    assert not may(resident, "people.reveal", place=GRID, participant=True)
    scope = scope_of(resident, "cases.read")
    assert (scope.ranges, scope.units, scope.participant) == ((), (), resident.ref)


def test_anybody_may_report_but_an_administrator():
    assert may(anonymous, "cases.report")
    assert may(an_actor("grid_worker"), "cases.report", place=OTHER_GRID)
    assert not may(an_actor("system_admin", DISTRICT), "cases.report", place=GRID)


def test_a_program_has_its_own_permissions_and_no_others():
    assert may(service("sweeper"), "cases.escalate", place=ELSEWHERE)
    assert not may(service("sweeper"), "cases.close", place=GRID)
    assert not may(service("replay"), "cases.report")
    with pytest.raises(KeyError):
        service("anything")


def test_an_unknown_permission_is_a_programming_error():
    with pytest.raises(KeyError):
        may(anonymous, "cases.destroy")


@pytest.mark.parametrize("permission", [name for name, one in permissions.items() if one.risky])
def test_a_risky_permission_needs_a_second_factor(permission):
    role = next(role for role in roles.values() if permission in role.can and role.reach == "place")
    account = an_account()
    give(account, role.code, DISTRICT, until=AT + timedelta(minutes=30), begun=AT - timedelta(minutes=1))
    place = GRID if permissions[permission].placed else None
    assert may(actor_for(account, at=AT, mfa=True), permission, place=place)
    assert scope_of(actor_for(account, at=AT, mfa=False), permission).empty
    with pytest.raises(SecondFactorNeeded):
        require(actor_for(account, at=AT, mfa=False), permission, place=place)


def test_publishing_a_scheme_needs_a_grant_for_the_whole_district():
    assert may(an_actor("system_admin", DISTRICT), "schemes.publish")
    assert not may(an_actor("system_admin", STREET), "schemes.publish")


def test_a_refusal_names_the_permission_and_who_has_it(settings):
    with pytest.raises(NotPermitted) as refused:
        require(an_actor("checker"), "cases.dispatch", place=GRID)
    from django.utils.translation import override

    with override("en"):
        said = refused.value.message()
        assert "dispatch" in said
        assert "operator, supervisor" in said
    with override("zh-hans"):
        assert "派遣" in refused.value.message()
        assert "坐席、督办员" in refused.value.message()


def test_an_explanation_says_which_grant_and_what_it_lacks():
    operator = an_actor("operator")
    yes = explain(operator, "cases.read", place=GRID)
    no = explain(operator, "cases.read", place=OTHER_GRID)
    assert yes.allowed
    assert f"{STREET} holds {GRID}" in yes.lines("en")[0]
    assert not no.allowed
    assert f"辖区 {STREET} 不包含 {OTHER_GRID}" in no.lines("zh-hans")[0]
    assert explain(actor_for(an_account(), at=AT), "cases.read", place=GRID).lines("en") == [
        "no grant that counts now"
    ]


def test_navigation_asks_whether_somebody_has_it_anywhere():
    assert holds(an_actor("operator"), "cases.triage")
    assert holds(anonymous, "cases.report")
    assert not holds(anonymous, "cases.triage")
