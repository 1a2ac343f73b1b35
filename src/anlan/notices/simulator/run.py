"""A whole send by every way, against providers on this machine: what leaves, what comes back, what follows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest.mock import patch

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from anlan.kit.ids import new_id, new_token
from anlan.notices.channels import email, transport
from anlan.notices.channels.base import Adapter, Envelope, Outcome, Tools
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import read
from anlan.notices.channels.webpush import Browser, PushSettings, WebPush, b64, public_of
from anlan.notices.lifecycle import wait_before
from anlan.notices.providers import TokensInMemory
from anlan.notices.simulator.http import Provider, provider
from anlan.notices.simulator.mail import MailServer, mail_server
from anlan.notices.simulator.recorded import scenarios_of

# What stands in the settings of the simulator; none of it is anybody's.
SECRET = "simulated-secret"  # noqa: S105
UNIT = "street1.urban"


@dataclass(frozen=True)
class Shown:
    """One try. `sent` are lines of what left, with secrets and addresses masked."""

    way: str
    scenario: str
    sent: tuple[str, ...]
    outcome: Outcome
    then: str


def adapters(http: str, mail_port: int) -> dict[str, Adapter]:
    """Every way, pointed at loopback."""
    given = {
        "email": {"host": "127.0.0.1", "port": mail_port, "tls": "none", "sender": "anlan@district.example"},
        "sms": {
            "endpoint": http, "access_key_id": "simulated", "access_key_secret": SECRET, "sign_name": "安澜",
            "template": "SMS_000000",
        },
        "wecom": {"endpoint": http, "corp": "simulated", "agent": 1000002, "secret": SECRET},
        "wecom_robot": {"endpoint": http, "units": {UNIT: SECRET}},
        "dingtalk": {"endpoint": http, "key": "simulated", "secret": SECRET, "agent": 2},
        "dingtalk_robot": {"endpoint": http, "units": {UNIT: {"token": SECRET, "secret": SECRET}}},
        "webhook": {"units": {UNIT: {"url": f"{http}/hook", "keys": [SECRET]}}, "allow": ["127.0.0.1"]},
    }  # fmt: skip
    made = dict(read(given).adapters)
    push = PushSettings(contact="mailto:it@district.example", allow=("127.0.0.1",))
    made["push"] = WebPush(push, ec.generate_private_key(ec.SECP256R1()))
    return made


def address_for(way: str, http: str) -> str:
    """An address of nobody for each way."""
    browser = Browser(f"{http}/push/x", public_of(ec.generate_private_key(ec.SECP256R1())), b64(b"0" * 16))
    return {
        "email": "someone@district.example", "sms": "13800000000", "wecom": "someone", "dingtalk": "someone",
        "wecom_robot": SECRET, "dingtalk_robot": f"{SECRET} {SECRET}", "webhook": UNIT, "push": browser.kept(),
    }[way]  # fmt: skip


def envelope_for(to: str, *, text: str = "这是一条测试通知。 This is a test notice.") -> Envelope:
    """A message about nothing."""
    return Envelope(
        id=new_id(),
        to=to,
        subject="安澜 Anlan",
        text=text,
        html=f"<p>{text}</p>",
        number="100001",
        kinds=("test",),
    )


def follows(outcome: Outcome) -> str:
    """What the worker would do next: a code."""
    if outcome.verdict != "retry":
        return {"sent": "done", "give_up": "next_way", "bad_address": "count_bounce"}[outcome.verdict]
    return f"again_in_{outcome.wait or wait_before(1, chance=0.5).total_seconds():.0f}s"


@contextmanager
def _impatient() -> Iterator[None]:
    """A timeout that one can wait for."""
    with (
        patch.object(transport, "TIMEOUT", httpx.Timeout(1.0)),
        patch.object(email, "SECONDS", 1),
    ):
        yield


def simulate(at: datetime, *, only: Iterable[str] = (), scenario: str = "") -> Iterator[Shown]:
    """Send by every way (or `only` some) in every scenario (or in one)."""
    chosen = list(only) or list(WAYS)
    with provider() as http, mail_server() as mail, _impatient():
        ways = adapters(http.url, mail.port)
        for way in chosen:
            for name in scenarios_of(way):
                if scenario in ("", name):
                    yield _one(ways[way], name, http, mail, at)


def _one(adapter: Adapter, scenario: str, http: Provider, mail: MailServer, at: datetime) -> Shown:
    way = adapter.name
    if way != "email":
        http.choose(way, scenario)
    mail.scenario = scenario if way == "email" else "ok"
    mail.mails.clear()
    tools = Tools(transport.send_plain, TokensInMemory(), new_token)
    if scenario == "token_expired":  # one that was kept from before, which the provider no longer takes
        for rule in ("wecom:1000002", "dingtalk:2"):
            tools.tokens.keep(rule, "an-old-token", at + timedelta(hours=1))
    outcome = adapter.send(envelope_for(address_for(way, http.url)), at, tools)
    sent = [f"{got.method} {got.path.partition('?')[0]} ({len(got.body)} bytes)" for got in http.got]
    if way == "email":
        sent = [f"SMTP ({len(raw)} bytes)" for raw in mail.mails] or ["SMTP"]
    return Shown(way, scenario, tuple(sent), outcome, follows(outcome))
