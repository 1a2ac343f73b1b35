"""Accounts and grants: what an administrator may do, and what nobody may."""

import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anlan.access.actors import actor_for, service
from anlan.access.errors import (
    AccountDeactivated,
    AccountNotFound,
    EmailInvalid,
    GlassTooLong,
    GrantEnded,
    GrantEndsTooEarly,
    GrantNotFound,
    GrantTooLong,
    GrantToOneself,
    LastAdministrator,
    NotPermitted,
    PasswordWeak,
    PlaceCodeInvalid,
    ReasonMissing,
    RoleNotGranted,
    RolesConflict,
    RoleUnknown,
    SecondFactorNeeded,
    UnitMissing,
    UnitUnwanted,
    UsernameInvalid,
    UsernameTaken,
)
from anlan.access.facts import GLASS_BROKEN, ROLE_GRANTED
from anlan.access.models import Account, Grant
from anlan.access.queries import broken_glass_seen
from anlan.access.registries import BrokenGlass, alarms
from anlan.access.roles import roles
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
from anlan.access.verbs.break_glass import break_glass
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.reset_password import reset_password
from anlan.access.verbs.revoke_role import revoke_role
from anlan.kit.words import TextMissing, TextTooLong
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=90)
PASSWORD = "a-long-quiet-street-9"


def security(place=DISTRICT, **more):
    return an_actor("security_admin", place, **more)


def grant(to, by, role="operator", place=STREET, **more):
    more.setdefault("until", UNTIL)
    return grant_role(account=to.id, role=role, place=place, by=by, at=AT, **more)


def new(by, **more):
    more = {"username": "lisi", "name": "李四", "password": PASSWORD} | more
    return create_account(**more, by=by, at=AT)


def test_a_security_administrator_opens_an_account_that_can_do_nothing_yet():
    account = new(security(), username="Li.Si", email="li@example.org", language="en")
    assert (account.username, account.language, account.check_password(PASSWORD)) == ("li.si", "en", True)
    assert not actor_for(account, at=AT).grants
    assert [fact.kind for fact in history(account.id)] == ["access.create_account"]


@pytest.mark.parametrize("role", ["operator", "supervisor", "leader", "auditor", "system_admin"])
def test_no_other_role_opens_accounts_or_grants(role):
    actor = an_actor(role, DISTRICT)
    with pytest.raises(NotPermitted):
        new(actor)
    with pytest.raises(NotPermitted):
        grant(an_account(), actor)


def test_granting_needs_a_second_factor():
    with pytest.raises(SecondFactorNeeded):
        grant(an_account(), security(mfa=False))
    with pytest.raises(SecondFactorNeeded):
        new(security(mfa=False))


@pytest.mark.parametrize("username", ["a", "has space", "-begins", "x" * 61, "王小明", "a;b"])
def test_a_log_in_name_has_a_shape(username):
    with pytest.raises((UsernameInvalid, TextTooLong)):
        new(security(), username=username)
    assert not Account.objects.filter(name="李四").exists()


def test_a_log_in_name_is_taken_whatever_its_case():
    new(security())
    with pytest.raises(UsernameTaken):
        new(security(), username="LiSi")


def test_a_weak_password_a_wrong_address_and_no_name_are_refused():
    with pytest.raises(PasswordWeak):
        new(security(), password="123456")
    with pytest.raises(EmailInvalid):
        new(security(), email="nobody")
    with pytest.raises(TextMissing):
        new(security(), name="  ")


def test_a_grant_counts_from_now_until_its_end_and_is_recorded():
    account, by = an_account(), security()
    made = grant(account, by, capabilities=["hotline", "hotline"], reason="new colleague")
    assert made.capabilities == ["hotline"]
    assert may(actor_for(account, at=AT), "cases.read", place=GRID, capability="hotline")
    assert not may(actor_for(account, at=UNTIL), "cases.read", place=GRID, capability="hotline")
    (fact,) = history(account.id)
    assert (fact.actor, fact.place, ROLE_GRANTED.read(fact).until) == (by.ref, STREET, UNTIL)
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
    by = security(STREET)
    grant(an_account(), by, place=GRID)
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
        grant_role(account=uuid4(), role="operator", place=STREET, until=UNTIL, by=security(), at=AT)
    account = an_account()
    Account.objects.filter(id=account.id).update(is_active=False)
    with pytest.raises(AccountDeactivated):
        grant(account, security())


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
    account, by = an_account(), security()

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


def test_a_deactivated_account_loses_its_grants_and_its_log_in():
    account, by = an_account(), security()
    grant(account, by)
    deactivate_account(account=account.id, by=by, at=AT)
    account.refresh_from_db()
    assert not account.is_active
    assert not account.grants.filter(revoked_at__isnull=True).exists()
    with pytest.raises(AccountDeactivated):
        deactivate_account(account=account.id, by=by, at=AT)


def test_an_account_with_a_grant_elsewhere_is_not_a_street_s_to_close():
    account = an_account()
    give(account, "operator", STREET)
    give(account, "checker", OTHER_STREET)
    with pytest.raises(NotPermitted):
        deactivate_account(account=account.id, by=security(STREET), at=AT)
    with pytest.raises(NotPermitted):
        reset_password(account=account.id, password=PASSWORD, by=security(STREET), at=AT)
    stranger = an_account()
    give(stranger, "operator", OTHER_STREET)
    with pytest.raises(AccountNotFound):
        deactivate_account(account=stranger.id, by=security(STREET), at=AT)


def test_a_new_password_is_given_by_an_administrator_and_not_to_oneself():
    account, by = an_account(), security()
    give(account, "operator")
    reset_password(account=account.id, password=PASSWORD, by=by, at=AT, forget_factor=True)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert [fact.kind for fact in history(account.id)] == ["access.change_password"]
    with pytest.raises(GrantToOneself):
        reset_password(account=by.account_id, password=PASSWORD, by=by, at=AT)
    with pytest.raises(NotPermitted):
        reset_password(account=account.id, password=PASSWORD, by=an_actor("operator"), at=AT)


def test_set_up_may_make_the_first_administrator():
    account = new(service("setup"))
    grant(account, service("setup"), role="security_admin", place=DISTRICT)
    assert may(actor_for(account, at=AT, mfa=True), "access.grant", place=GRID)


REASON = "孩子走失，需要立即查看邻街道的事项"


def broken(by, **more):
    wanted: dict[str, Any] = {"place": OTHER_GRID, "minutes": 30, "reason": REASON}
    return break_glass(**(wanted | more), by=by, at=AT)


def test_broken_glass_reads_and_nothing_more_and_mends_itself():
    by = an_actor("operator", STREET)
    made = broken(by)
    account = Account.objects.get(username=made.account.username)
    now = actor_for(account, at=AT, mfa=True)
    allowed = {
        name
        for name in roles["operator"].can - roles["operator"].anywhere | {"cases.accept"}
        if may(now, name, place=OTHER_GRID, units=[])
    }
    assert allowed == {"cases.read", "cases.search", "people.reveal"}
    later = actor_for(account, at=AT + timedelta(minutes=30), mfa=True)
    assert not may(later, "cases.read", place=OTHER_GRID)
    assert made.reason == REASON
    (fact,) = history(account.id)
    assert fact.kind == GLASS_BROKEN.name
    assert "孩子" not in str(fact.payload)


def test_broken_glass_needs_a_second_factor_a_reason_and_ends_within_the_hour():
    with pytest.raises(SecondFactorNeeded):
        broken(an_actor("operator", mfa=False))
    by = an_actor("operator")
    with pytest.raises(ReasonMissing):
        broken(by, reason="急")
    for minutes in (0, -5, 61):
        with pytest.raises(GlassTooLong):
            broken(by, minutes=minutes)
    with pytest.raises(PlaceCodeInvalid):
        broken(by, place=7)
    assert not Grant.objects.filter(role="break_glass").exists()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "grid_worker", "checker"])
def test_roles_without_the_right_break_no_glass(role):
    with pytest.raises(NotPermitted):
        broken(an_actor(role, DISTRICT))


def test_another_district_s_glass_stays_whole():
    with pytest.raises(NotPermitted):
        broken(an_actor("operator"), place=ELSEWHERE)


def test_supervisors_of_the_place_are_told_at_once():
    supervisor, stranger = an_actor("supervisor", OTHER_STREET), an_actor("supervisor", STREET)
    heard: list[BrokenGlass] = []
    with alarms.fresh():
        alarms.add("test", heard.append)
        made = broken(an_actor("operator", STREET, name="李四"))
    assert heard[0].supervisors == (supervisor.account_id,)
    assert (heard[0].name, heard[0].grant) == ("李四", made.id)
    assert list(broken_glass_seen(supervisor, since=AT)) == [made]
    assert list(broken_glass_seen(stranger, since=AT)) == []


def test_a_failing_alarm_keeps_the_glass_whole():
    def fail(_):
        raise RuntimeError

    with alarms.fresh():
        alarms.add("test", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            broken(an_actor("operator"))
    assert not Grant.objects.filter(role="break_glass").exists()
