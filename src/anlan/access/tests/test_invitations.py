"""Invitations: two codes from two people, once, for three days."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from anlan.access.asking import WAITS
from anlan.access.errors import (
    InvitationUnknown,
)
from anlan.access.models import AccessRequest, Invitation
from anlan.access.tests.factories import an_account, give
from anlan.access.tests.granting import (
    LATER,
    PASSWORD,
    accept,
    approve,
    ask,
    reset_of,
    security,
)
from anlan.access.verbs.accept_invitation import accept_invitation
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.kit.errors import Refused
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


def test_what_the_codes_are_stands_nowhere():
    asked = ask(security())
    agreed = approve(asked)
    told = str(AccessRequest.objects.values().get()) + str(Invitation.objects.values().get())
    told += str([fact.payload for fact in history(asked.request.id)])
    for code in (asked.code, agreed.code):
        assert code not in told
        assert code.replace("-", "") not in told


def test_an_invitation_is_over_after_three_days_and_when_a_newer_one_was_made():
    by = security()
    asked = ask(by)
    agreed = approve(asked)
    with pytest.raises(InvitationUnknown):
        accept(agreed, asked, at=LATER + WAITS)
    again = reset_of(agreed.account, by)
    fresh = approve(again)
    with pytest.raises(InvitationUnknown):
        accept(agreed, asked)
    assert accept(fresh, again).check_password(PASSWORD)


def test_whoever_was_deactivated_meanwhile_accepts_nothing():
    asked = ask(security())
    agreed = approve(asked)
    deactivate_account(account=agreed.account.id, by=security(), at=LATER)
    with pytest.raises(Refused):
        accept_invitation(username="lisi", first=asked.code, second=agreed.code, password=PASSWORD, at=LATER)


def test_a_reset_ends_the_old_password_the_factor_and_nothing_before_it_was_approved():
    account = an_account("lisi", password=PASSWORD)
    give(account, "operator")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    asked = reset_of(account, security(), forget_factor=True)
    assert account.authenticator_set.exists()
    agreed = approve(asked)
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert not account.authenticator_set.exists()
    accept(agreed, asked, password="another-quiet-street-8")
    account.refresh_from_db()
    assert account.check_password("another-quiet-street-8")


def test_a_reset_that_keeps_the_factor_leaves_it():
    account = an_account("lisi", password=PASSWORD)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    approve(reset_of(account, security()))
    assert account.authenticator_set.exists()
