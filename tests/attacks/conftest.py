"""What the attacks share: the town with people who sign in, at its own time, with files of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.browser.town import Peopled, people
from tests.fixtures.town import Town

from anlan.kit import clock

SignedIn = Callable[[Any], Client]


@pytest.fixture
def peopled(town: Town, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Peopled:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: town.at)
    return Peopled(town, people(town, town.at))


@pytest.fixture
def signed_in() -> SignedIn:
    """A client in whose session an account is signed in by password."""

    def sign_in(account: Any) -> Client:
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
