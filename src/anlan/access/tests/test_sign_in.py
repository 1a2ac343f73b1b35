"""Signing in with allauth, and that every step of it is a fact."""

import base64
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anlan.access.actors import actor_of
from anlan.access.facts import LOG_IN_FAILED, LOGGED_IN
from anlan.access.models import Account
from anlan.access.signing_in import _nobody
from anlan.access.tests.factories import an_account
from anlan.ledger.public import history

pytestmark = [pytest.mark.django_db, pytest.mark.urls("anlan.access.tests.urls")]
PASSWORD = "a-long-quiet-street-9"
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture(autouse=True)
def _no_failures_yet():
    cache.clear()


@pytest.fixture
def account():
    return an_account("lisi", name="李四", password=PASSWORD, enrol_until=timezone.now() + timedelta(hours=1))


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client, username="lisi", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def confirm(client):
    """Setting up or removing a factor asks for the password again."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up(client):
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": code(secret)})


def kinds(account):
    return [fact.kind for fact in history(account.id)]


def actor_in(client):
    """The actor of the client's session."""
    request = client.get(reverse("access:account")).wsgi_request
    return actor_of(request)


def test_a_password_signs_in_without_a_second_factor(account):
    client = Client()
    assert sign_in(client).headers["Location"] == "/account/start/"
    actor = actor_in(client)
    assert (actor.account_id, actor.mfa) == (account.id, False)
    (fact,) = history(account.id)
    assert LOGGED_IN.read(fact).factor == "password"
    assert LOGGED_IN.read(fact).session == actor.session


def test_signing_in_brings_the_account_s_language_and_size_of_text(account):
    Account.objects.filter(id=account.id).update(language="en", elder_mode=True)
    cookies = sign_in(Client()).cookies
    assert (cookies["django_language"].value, cookies["anlan_reading"].value) == ("en", "large")
    chosen = Client()
    chosen.cookies["django_language"] = "zh-hans"
    assert "django_language" not in sign_in(chosen).cookies, "what was chosen on this machine stays"


def test_the_name_is_taken_in_any_case(account):
    assert sign_in(Client(), "LiSi").status_code == 302


def test_a_wrong_password_is_recorded_and_says_nothing_about_the_name(account):
    wrong, nobody = sign_in(Client(), password="x"), sign_in(Client(), "nobody", "x")
    assert wrong.status_code == nobody.status_code == 200
    assert LOG_IN_FAILED.read(history(account.id)[0]).step == "password"
    assert [fact.kind for fact in history(_nobody("nobody"))] == ["access.fail_log_in"]
    shown = [re.sub(r"nobody|lisi|csrf\S+|value=\S+", "", page.content.decode()) for page in (wrong, nobody)]
    assert shown[0] == shown[1]


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(account):
    for _ in range(5):
        sign_in(Client(), password="x")
    locked = sign_in(Client())
    assert locked.status_code == 200
    assert kinds(account).count("access.log_in") == 0
    assert LOG_IN_FAILED.read(history(account.id)[-1]).step == "locked"


def test_a_deactivated_account_does_not_get_in(account):
    Account.objects.filter(id=account.id).update(is_active=False)
    client = Client()
    sign_in(client)
    assert not actor_in(client).is_known
    assert "access.log_in" not in kinds(account)


def test_signing_out_is_a_fact(account):
    client = Client()
    sign_in(client)
    client.post(reverse("account_logout"))
    assert kinds(account) == ["access.log_in", "access.log_out"]
    assert not actor_in(client).is_known


def test_nobody_opens_an_account_by_themselves():
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().get("/accounts/password/reset/").status_code == 404
    assert Client().get("/accounts/email/").status_code == 404


def test_a_second_factor_is_asked_for_and_shown(account):
    TOTP.activate(account, SECRET)
    client = Client()
    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert not actor_in(client).is_known, "the password alone is not enough"
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert actor_in(client).mfa
    assert kinds(account) == ["access.fail_log_in", "access.log_in"]
    assert LOGGED_IN.read(history(account.id)[-1]).factor == "second"


def test_setting_up_a_factor_counts_at_once_and_removing_it_too(account, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda told: told())  # a test never commits
    client = Client()
    sign_in(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302, "the password is asked for again"
    set_up(client)
    assert actor_in(client).mfa
    assert Authenticator.objects.filter(user=account).count() == 2
    client.post(reverse("mfa_deactivate_totp"))
    assert not actor_in(client).mfa
    changes = [fact.payload for fact in history(account.id) if fact.kind == "access.change_factor"]
    assert {(one["kind"], one["change"]) for one in changes} == {
        ("totp", "added"), ("recovery_codes", "added"), ("totp", "removed"), ("recovery_codes", "removed"),
    }  # fmt: skip


def test_the_secret_of_a_factor_is_not_readable_in_the_database(account):
    TOTP.activate(account, SECRET)
    stored = Authenticator.objects.get(user=account, type="totp")
    assert SECRET not in str(stored.data)
    assert stored.wrap().validate_code(code())


def test_a_flag_in_the_session_is_not_enough_without_the_account_s_own_factor(account):
    other = an_account("other")
    factor = TOTP.activate(other, SECRET).instance
    client = Client()
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] += [{"method": "mfa", "id": factor.pk}]
    session.save()
    assert not actor_in(client).mfa


def test_changing_the_password_is_a_fact_and_ends_other_sessions(account):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    fresh = "another-quiet-street-8"
    form = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    here.post(reverse("account_change_password"), form)
    assert kinds(account)[-1] == "access.change_password"
    assert actor_in(here).is_known
    assert not actor_in(there).is_known


_WITH_FACTOR = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_logout", "account_inactive", "account_change_password", "mfa_index", "mfa_activate_totp",
     "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "account_reauthenticate",
     "mfa_reauthenticate", "access:account", "access:glass", "access_invitation"],
)  # fmt: skip
def test_every_page_of_signing_in_is_ours_and_stands_in_both_languages(account, name, language, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda told: told())  # a test never commits
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    if name != "account_login":
        sign_in(client)
        confirm(client)
    if name in _WITH_FACTOR:
        set_up(client)
    page = client.get(reverse(name))
    assert page.status_code == 200, page.headers
    assert b"kit/tokens.css" in page.content
    assert f'<html lang="{language}"'.encode() in page.content
