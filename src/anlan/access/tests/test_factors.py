"""A stolen password alone sets up no second factor, and changes none."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anlan.access.models import Account
from anlan.access.tests.factories import DISTRICT, STREET, an_account, an_actor, give
from anlan.access.tests.granting import PASSWORD
from anlan.access.tests.test_sign_in import SECRET, code, confirm, set_up, sign_in
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.ask_for_account import ask_for_account

pytestmark = [pytest.mark.django_db, pytest.mark.urls("anlan.access.tests.urls")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    cache.clear()
    monkeypatch.setattr(transaction, "on_commit", lambda told: told())  # a test never commits


def signed_in(account, client=None):
    client = client or Client()
    sign_in(client, account.username)
    return client


def invited(**more):
    """An account asked for and approved just now; both codes."""
    at = timezone.now()
    asker, other = (an_actor("security_admin", DISTRICT, at=at) for _ in range(2))
    for actor in (asker, other):
        Account.objects.get(id=actor.account_id).grants.update(
            granted_at=at - timedelta(days=1), until=at + timedelta(days=9)
        )
    asker, other = (
        type(actor)(
            **{
                **{name: getattr(actor, name) for name in actor.__slots__},
                "grants": fresh(actor, at),
            }
        )
        for actor in (asker, other)
    )
    given = {
        "username": "lisi", "name": "李四", "role": "operator", "place": STREET, "until": at + timedelta(days=9),
        "reason": "新同事",
    } | more  # fmt: skip
    asked = ask_for_account(**given, by=asker, at=at)
    return asked.code, approve_request(request=asked.request.id, by=other, at=at).code


def fresh(actor, at):
    from anlan.access.actors import actor_for

    return actor_for(Account.objects.get(id=actor.account_id), at=at, mfa=True).grants


def accept(client, first, second, **more):
    form = {"username": "lisi", "first": first, "second": second, "password": PASSWORD, "again": PASSWORD}
    return client.post(reverse("access_invitation"), form | more)


def test_a_stolen_password_sets_up_no_factor():
    account = an_account("lisi", password=PASSWORD)
    give(
        account,
        "operator",
        begun=timezone.now() - timedelta(days=1),
        until=timezone.now() + timedelta(days=1),
    )
    thief = signed_in(account)
    confirm(thief)
    refused = thief.get(reverse("mfa_activate_totp"))
    assert refused.status_code == 403
    assert thief.post(reverse("mfa_activate_totp"), {"code": code()}).status_code == 403
    assert not Authenticator.objects.filter(user=account).exists()


def test_the_window_of_an_account_the_installation_opened_closes():
    account = an_account("lisi", password=PASSWORD, enrol_until=timezone.now() - timedelta(minutes=1))
    client = signed_in(account)
    confirm(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 403
    Account.objects.filter(id=account.id).update(enrol_until=timezone.now() + timedelta(minutes=1))
    set_up(client)
    account.refresh_from_db()
    assert account.enrol_until is None, "once only"
    assert Authenticator.objects.filter(user=account, type="totp").exists()


def test_both_codes_open_the_account_and_the_factor_is_set_up_in_the_same_session():
    first, second = invited()
    client = Client()
    assert accept(client, first, second).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    set_up(client)
    assert Authenticator.objects.filter(user__username="lisi", type="totp").exists()


def test_the_password_of_an_invited_account_sets_up_nothing_in_another_session():
    first, second = invited()
    accept(Client(), first, second)
    thief = signed_in(Account.objects.get(username="lisi"))
    confirm(thief)
    assert thief.get(reverse("mfa_activate_totp")).status_code == 403


@pytest.mark.parametrize("which", ["first", "second", "name"])
def test_one_code_alone_opens_nothing(which):
    first, second = invited()
    wrong = {"first": (second, second), "second": (first, first), "name": (first, second)}[which]
    answer = accept(Client(), *wrong, **({"username": "nobody"} if which == "name" else {}))
    assert answer.status_code == 422
    assert not Account.objects.get(username="lisi").has_usable_password()


def test_what_was_typed_stays_and_passwords_do_not():
    first, _ = invited()
    page = accept(Client(), first, "xxxx-xxxx", again="something-else-12").content.decode()
    assert "lisi" in page
    assert first in page
    assert PASSWORD not in page


def test_codes_are_not_guessed_for_ever():
    invited()
    client = Client()
    tried = [accept(client, "aaaa-aaaa", "bbbb-bbbb").status_code for _ in range(11)]
    assert tried == [422] * 10 + [429]


def test_an_account_without_a_risky_role_is_simply_signed_in():
    first, second = invited(role="checker")
    assert accept(Client(), first, second).headers["Location"] == reverse("access:start")


def test_an_invitation_does_not_go_round_a_factor_that_stands():
    first, second = invited()
    account = Account.objects.get(username="lisi")
    TOTP.activate(account, SECRET)
    client = Client()
    assert accept(client, first, second).headers["Location"] == reverse("account_login")
    assert client.get(reverse("access:account")).status_code == 302, "not signed in"


def test_another_factor_needs_the_old_one_in_the_same_session():
    account = an_account("lisi", password=PASSWORD)
    early = signed_in(account)  # before there was a factor
    confirm(early)
    TOTP.activate(account, SECRET)
    confirm(early)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        for answer in (early.get(reverse(name)), early.post(reverse(name))):
            assert answer.status_code == 403, name
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    owner = signed_in(account)
    owner.post(reverse("mfa_authenticate"), {"code": code()})
    confirm(owner)
    assert owner.post(reverse("mfa_deactivate_totp")).status_code == 302
    set_up(owner)
    assert Authenticator.objects.filter(user=account, type="totp").exists()


def test_a_removed_factor_leaves_no_way_in_for_others():
    account = an_account("lisi", password=PASSWORD, enrol_until=timezone.now() + timedelta(hours=1))
    owner = signed_in(account)
    set_up(owner)
    owner.post(reverse("mfa_deactivate_totp"))
    thief = signed_in(account)
    confirm(thief)
    assert thief.get(reverse("mfa_activate_totp")).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_invitation_stands_in_both_languages(language):
    page = Client(HTTP_ACCEPT_LANGUAGE=language).get(reverse("access_invitation"))
    assert page.status_code == 200
    assert re.search(f'<html lang="{language}"', page.content.decode())
