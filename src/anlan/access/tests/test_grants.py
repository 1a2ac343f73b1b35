"""Grants: given by another, at a place, until a day."""

import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anlan.access.actors import actor_for, service
from anlan.access.errors import (
    AccountDeactivated,
    AccountNotFound,
    GrantEnded,
    GrantEndsTooEarly,
    GrantNotFound,
    GrantTooLong,
    GrantToOneself,
    LastAdministrator,
    NotPermitted,
    PlaceCodeInvalid,
    RoleNotGranted,
    RolesConflict,
    RoleUnknown,
    UnitMissing,
    UnitUnwanted,
)
from anlan.access.facts import ROLE_GRANTED
from anlan.access.models import Account, Grant
from anlan.access.rules import may
from anlan.access.tests.factories import (
    AT,
    DISTRICT,
    ELSEWHERE,
    GRID,
    OTHER_GRID,
    OTHER_STREET,
    STREET,
    an_account,
    an_actor,
    give,
)
from anlan.access.tests.granting import UNTIL, grant, security
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.revoke_role import revoke_role
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


def test_a_grant_counts_from_now_until_its_end_and_is_recorded():
    account, by = an_account(), security()
    made = grant(account, by, capabilities=["hotline", "hotline"], reason="new colleague")
    assert made.capabilities == ["hotline"]
    assert may(actor_for(account, at=AT), "cases.read", place=GRID, capability="hotline")
    assert not may(actor_for(account, at=UNTIL), "cases.read", place=GRID, capability="hotline")
    (fact,) = history(account.id)
    assert (fact.actor, fact.place, ROLE_GRANTED.read(fact).until) == (made.approved_by, STREET, UNTIL)
    assert made.granted_by == by.ref
    assert "colleague" not in str(fact.payload)


def test_nobody_grants_to_themselves():
    by = security()
    with pytest.raises(GrantToOneself):
        grant_role(account=by.account_id, role="operator", place=STREET, until=UNTIL, by=by, at=AT)


def test_the_database_refuses_a_grant_to_oneself_too():
    account = an_account()
    with pytest.raises(IntegrityError, match="grant_not_to_oneself"), transaction.atomic():
        Grant.objects.create(
            account=account, role="operator", place=STREET, until=UNTIL, granted_by=account.ref, granted_at=AT
        )


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"role": "king"}, "grant_role_known"),
        ({"role": "handler"}, "grant_unit_when_needed"),
        ({"unit": uuid4()}, "grant_unit_when_needed"),
        ({"until": AT}, "grant_ends_after_start"),
        ({"place": 310105}, "grant_place_code"),
        ({"role": "break_glass", "until": AT + timedelta(minutes=61)}, "grant_glass_mends"),
    ],
)
def test_the_database_holds_the_rules_of_a_grant(changed, constraint):
    row = {"role": "operator", "place": STREET, "until": UNTIL, "granted_by": "service:x", "granted_at": AT}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant.objects.create(account=an_account(), **(row | changed))


def test_a_street_s_administrator_grants_in_that_street_only():
    by, known = security(STREET), an_account()
    give(known, "grid_worker", GRID)
    grant(known, by, place=GRID)
    for place in (OTHER_GRID, DISTRICT, ELSEWHERE):
        with pytest.raises(NotPermitted):
            grant(an_account(), by, place=place)


@pytest.mark.parametrize(
    ("error", "more"),
    [
        (RoleUnknown, {"role": "king"}),
        (RoleNotGranted, {"role": "break_glass"}),
        (UnitMissing, {"role": "handler"}),
        (UnitUnwanted, {"unit": uuid4()}),
        (PlaceCodeInvalid, {"place": 310105}),
        (GrantEndsTooEarly, {"until": AT}),
        (GrantTooLong, {"until": AT + timedelta(days=401)}),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(error, more):
    with pytest.raises(error):
        grant(an_account(), security(), **more)


def test_a_grant_to_nobody_or_to_a_closed_account_is_refused():
    with pytest.raises(AccountNotFound):
        grant_role(account=uuid4(), role="operator", place=STREET, until=UNTIL, by=service("setup"), at=AT)
    account = an_account()
    Account.objects.filter(id=account.id).update(is_active=False)
    with pytest.raises(AccountDeactivated):
        grant(account, security())
    elsewhere = an_account()
    give(elsewhere, "operator", OTHER_STREET)
    with pytest.raises(AccountNotFound):
        grant(elsewhere, security(STREET))


@pytest.mark.parametrize("first", ["system_admin", "security_admin", "auditor"])
@pytest.mark.parametrize("second", ["system_admin", "security_admin", "auditor", "operator"])
def test_one_account_never_holds_two_sides_of_a_check(first, second):
    account, by = an_account(), security()
    grant(account, by, role=first)
    if first == second:
        grant(account, by, role=second, place=GRID)
        return
    with pytest.raises(RolesConflict):
        grant(account, by, role=second)
    other = an_account()
    grant(other, by, role=second)
    with pytest.raises(RolesConflict):
        grant(other, by, role=first)


def test_if_the_fact_fails_there_is_no_grant(monkeypatch):
    account, by = an_account(), service("setup")

    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(sys.modules[grant_role.__module__], "record", fail)
    with pytest.raises(RuntimeError):
        grant(account, by)
    assert not account.grants.exists()


def test_a_revoked_role_counts_no_more_and_cannot_be_revoked_twice():
    account, by = an_account(), security()
    made = grant(account, by)
    revoke_role(grant=made.id, by=by, at=AT + timedelta(hours=1))
    assert not actor_for(account, at=AT + timedelta(hours=1)).grants
    assert actor_for(account, at=AT).grants, "what was so, was so"
    with pytest.raises(GrantEnded):
        revoke_role(grant=made.id, by=by, at=AT + timedelta(hours=2))
    assert [fact.kind for fact in history(account.id)] == ["access.grant_role", "access.revoke_role"]


def test_a_grant_of_another_street_is_not_found():
    made = give(an_account(), "operator", OTHER_STREET)
    with pytest.raises(GrantNotFound):
        revoke_role(grant=made.id, by=security(STREET), at=AT)
    with pytest.raises(NotPermitted):
        revoke_role(grant=made.id, by=an_actor("operator", OTHER_STREET), at=AT)


def test_the_last_security_administrator_stays():
    by = security()
    own = Grant.objects.get(account_id=by.account_id)
    with pytest.raises(LastAdministrator):
        revoke_role(grant=own.id, by=by, at=AT)
    with pytest.raises(LastAdministrator):
        deactivate_account(account=by.account_id, by=by, at=AT)
    security()
    revoke_role(grant=own.id, by=by, at=AT)
