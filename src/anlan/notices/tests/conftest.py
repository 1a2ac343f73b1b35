"""Ways out that lead to providers on this machine, and people with real accounts."""

import os
from dataclasses import dataclass
from datetime import timedelta

import pytest
import yaml
from django.contrib.auth import get_user_model

from anlan.notices.simulator.http import provider
from anlan.notices.simulator.mail import mail_server

UNIT = "street1.urban"


@dataclass
class Outside:
    """`http.got` and `mail.mails` hold what left; `write(...)` changes `channels.yaml`."""

    http: object
    mail: object
    path: object

    def settings(self, *names, **general):
        url = self.http.url
        every = {
            "email": {"host": "127.0.0.1", "port": self.mail.port, "tls": "none", "sender": "anlan@d.example"},
            "sms": {"endpoint": url, "access_key_id": "k", "access_key_secret": "s3cr3t-key", "sign_name": "安澜",
                    "template": "SMS_1"},
            "wecom": {"endpoint": url, "corp": "c", "agent": 1, "secret": "s3cr3t-corp"},
            "wecom_robot": {"endpoint": url, "units": {UNIT: "s3cr3t-robot"}},
            "webhook": {"units": {UNIT: {"url": f"{url}/hook", "keys": ["s3cr3t-hook"]}}, "allow": ["127.0.0.1"]},
        }  # fmt: skip
        given = {name: every[name] for name in names}
        given["general"] = {"site": "https://anlan.example", **general}
        self.path.write_text(yaml.safe_dump(given, allow_unicode=True))
        self.path.chmod(0o600)
        stamp = self.path.stat().st_mtime_ns + 1
        os.utime(self.path, ns=(stamp, stamp))


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """No way is open until a test opens it: `outside.settings("email")`."""
    monkeypatch.setenv("ANLAN_CHANNELS", str(tmp_path / "channels.yaml"))
    with provider() as http, mail_server() as mail:
        yield Outside(http, mail, tmp_path / "channels.yaml")


@pytest.fixture
def hire(town):
    """`hire("handler", unit="street1.urban")` → an actor of `town` with a real account behind it."""

    def make(role, *, unit=None, place=None, name="", email="", capabilities=()):
        actor = town.actor(role, unit=unit, place=place, name=name)
        account = get_user_model().objects.create(
            id=actor.account_id,
            username=f"u{actor.account_id.hex[:12]}",
            name=f"王{role}",
            email=f"{role.replace('_', '-')}@staff.example" if email is None else email,
            created_at=town.at,
        )
        account.grants.create(
            role=role,
            place=place or town.district.code,
            unit=town.units[unit].id if unit else None,
            until=town.at + timedelta(days=300),
            granted_by="service:setup",
            granted_at=town.at - timedelta(days=1),
            capabilities=list(capabilities),
        )
        return actor

    return make


@pytest.fixture
def pages(hire):
    """`pages("operator")` → a signed-in browser and its actor."""
    from django.test import Client

    def open_for(role, **given):
        actor = hire(role, **given)
        browser = Client()
        browser.force_login(
            get_user_model().objects.get(id=actor.account_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return browser, actor

    return open_for


@pytest.fixture
def clerk(hire):
    """An operator with an e-mail address."""
    return hire("operator", email="clerk@staff.example")
