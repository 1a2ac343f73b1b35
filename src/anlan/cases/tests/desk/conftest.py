"""The town with accounts, and clients that are signed in as them, at the town's own time."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from tests.browser.town import Peopled, people

from anlan.kit import clock

SignedIn = Callable[..., Client]


@pytest.fixture
def peopled(town, monkeypatch: pytest.MonkeyPatch, settings) -> Peopled:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: town.at)
    return Peopled(town, people(town, town.at))


@pytest.fixture
def signed_in(peopled: Peopled) -> SignedIn:
    """`signed_in("operator")`; `factor=True`: with a second factor shown in this session."""

    def sign_in(who: str, *, factor: bool = False) -> Client:
        client = Client()
        client.force_login(
            peopled.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        if factor:
            device = Authenticator.objects.create(user=peopled.accounts[who], type="totp", data={})
            session: SessionBase = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "id": device.id}]
            session.save()
        return client

    return sign_in
