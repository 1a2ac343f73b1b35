"""Accounts: who opens and closes them, and what nobody may."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.access.actors import actor_for, service
from anlan.access.errors import (
    AccountDeactivated,
    AccountNotFound,
    EmailInvalid,
    NotPermitted,
    PasswordWeak,
    SecondFactorNeeded,
    UsernameInvalid,
    UsernameTaken,
)
from anlan.access.models import Account
from anlan.access.rules import may
from anlan.access.tests.factories import (
    AT,
    DISTRICT,
    GRID,
    OTHER_STREET,
    STREET,
    an_account,
    an_actor,
    give,
)
from anlan.access.tests.granting import PASSWORD, ask, grant, new, security
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.reset_password import reset_password
from anlan.kit.words import TextMissing, TextTooLong
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


def test_the_installation_opens_an_account_that_can_do_nothing_yet():
    account = new(service("setup"), username="Li.Si", email="li@example.org", language="en")
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
        new(service("setup"), username=username)
    with pytest.raises((UsernameInvalid, TextTooLong)):
        ask(security(), username=username)
    assert not Account.objects.filter(name="李四").exists()


def test_a_log_in_name_is_taken_whatever_its_case():
    new(service("setup"))
    with pytest.raises(UsernameTaken):
        new(service("setup"), username="LiSi")
    with pytest.raises(UsernameTaken):
        ask(security(), username="LiSi")


def test_a_weak_password_a_wrong_address_and_no_name_are_refused():
    with pytest.raises(PasswordWeak):
        new(service("setup"), password="123456")
    with pytest.raises(EmailInvalid):
        ask(security(), email="nobody")
    with pytest.raises(TextMissing):
        ask(security(), name="  ")
    with pytest.raises(TextMissing):
        ask(security(), reason="  ")


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
    stranger = an_account()
    give(stranger, "operator", OTHER_STREET)
    with pytest.raises(AccountNotFound):
        deactivate_account(account=stranger.id, by=security(STREET), at=AT)


def test_the_installation_gives_a_new_password_and_nobody_else_does():
    account = an_account()
    give(account, "operator")
    reset_password(account=account.id, password=PASSWORD, by=service("setup"), at=AT, forget_factor=True)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert account.enrol_until == AT + timedelta(hours=72)
    assert [fact.kind for fact in history(account.id)] == ["access.change_password"]
    with pytest.raises(AccountNotFound):
        reset_password(account=uuid4(), password=PASSWORD, by=service("setup"), at=AT)
    with pytest.raises(NotPermitted):
        reset_password(account=account.id, password=PASSWORD, by=an_actor("operator"), at=AT)


def test_set_up_may_make_the_first_administrator():
    account = new(service("setup"))
    grant(account, service("setup"), role="security_admin", place=DISTRICT)
    assert may(actor_for(account, at=AT, mfa=True), "access.grant", place=GRID)
