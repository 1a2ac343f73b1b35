"""Outgoing webhook: a signed POST to another system of the district.

`Anlan-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`, each HMAC-SHA256 over `<t>.<id>.<body>` with one of the keys: while
keys are rotated both sign. The receiver refuses what is older than five minutes and an `Anlan-Id` it has seen.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from pydantic import SecretStr

from anlan.notices.channels.asking import as_json, ask
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools, secret
from anlan.notices.channels.transport import Guarded

WINDOW = 300  # seconds


class Hook(Settings):
    """One receiver: its address and its keys, the newest first."""

    url: str
    keys: tuple[SecretStr, ...]


class WebhookSettings(Settings):
    """`webhook:`: a receiver for each unit, by the unit's code. `allow`: hosts inside the house."""

    units: dict[str, Hook]
    allow: tuple[str, ...] = ()


def signature(key: str, stamp: int, id: str, body: bytes) -> str:
    """One `v1`."""
    return hmac.new(key.encode(), f"{stamp}.{id}.".encode() + body, hashlib.sha256).hexdigest()


def sign(keys: Iterable[str], stamp: int, id: str, body: bytes) -> str:
    """The whole header."""
    return ",".join([f"t={stamp}", *(f"v1={signature(key, stamp, id, body)}" for key in keys)])


def check_signature(
    keys: Iterable[str], *, header: str, id: str, body: bytes, now: int, seen: Iterable[str] = ()
) -> bool:
    """What a receiver does: whether the message is ours, fresh, and not a replay. Compared in constant time."""
    parts = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t" and value.isascii() and value.isdigit()]
    if len(stamps) != 1 or abs(now - int(stamps[0])) > WINDOW or id in seen:
        return False
    given = [value for name, _, value in parts if name == "v1"]
    expected = [signature(key, int(stamps[0]), id, body) for key in keys]
    matches = [
        hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
        for one in expected
        for other in given
    ]
    return any(matches)


def build(settings: WebhookSettings, envelope: Envelope, at: datetime) -> Request:
    """`envelope.to` is the unit's code. The body names the matter and says no person's name."""
    hook = settings.units[envelope.to]
    stamp, id = int(at.timestamp()), str(envelope.id)
    body = as_json(
        id=id,
        unit=envelope.to,
        kinds=list(envelope.kinds),
        number=envelope.number,
        text=envelope.text,
        url=envelope.url,
        urgent=envelope.urgent,
        count=envelope.count,
    )
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Anlan",
        "Anlan-Id": id,
        "Idempotency-Key": id,
        "Anlan-Signature": sign([secret(key) for key in hook.keys], stamp, id, body),
    }
    return Request("POST", hook.url, headers, body)


def judge(answer: Answer) -> Outcome:
    """Any 2xx takes it."""
    return Outcome("sent", provider_id=answer.headers.get("x-request-id", "")[:120])


class Webhook:
    """The adapter."""

    name = "webhook"

    def __init__(self, settings: WebhookSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """Guarded: a name that an administrator wrote may stand for another address tomorrow."""
        if envelope.to not in self.settings.units:
            return Outcome("give_up", "not_configured")
        guarded = Tools(Guarded(frozenset(self.settings.allow)), tools.tokens, tools.nonce)
        outcome = ask(build(self.settings, envelope, at), judge, guarded)
        return Outcome("bad_address", outcome.reason) if outcome.reason == "http_410" else outcome
