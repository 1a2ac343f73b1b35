"""Web push: a message sealed for one browser (RFC 8291 in aes128gcm, RFC 8188), signed as ours (VAPID, RFC 8292)."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import http_ece  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from anlan.notices.channels.asking import ask
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools
from anlan.notices.channels.transport import Guarded

_DAY = 24 * 3600
_LONGEST = 3000  # bytes of plain text; services take 4096 sealed


class PushSettings(Settings):
    """`push:` in `channels.yaml`. The key is made by `anlan notices push-key`."""

    contact: str  # mailto:… or https://…: whom a push service may ask (RFC 8292, 2.1)
    key_file: str = ""
    allow: tuple[str, ...] = ()  # hosts of push services inside the house


@dataclass(frozen=True)
class Browser:
    """A subscription as a browser gives it. `p256dh` and `auth` are base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @classmethod
    def read(cls, kept: str) -> "Browser":
        """From the form in which it is kept. Raises `ValueError`."""
        given = json.loads(kept)
        browser = cls(str(given["endpoint"]), str(given["p256dh"]), str(given["auth"]))
        point = unb64(browser.p256dh)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        if len(point) != 65 or len(unb64(browser.auth)) != 16 or not browser.endpoint.startswith("http"):
            raise ValueError("not a push subscription")
        return browser

    def kept(self) -> str:
        """The form in which it is sealed."""
        return json.dumps({"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth})


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes again. Raises `ValueError`."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The application server key a browser subscribes with."""
    kinds = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return b64(key.public_key().public_bytes(*kinds))


def vapid(key: ec.EllipticCurvePrivateKey, endpoint: str, contact: str, at: datetime) -> str:
    """`Authorization: vapid t=…, k=…`: a JWT (ES256) for the endpoint's origin, good for twelve hours."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + timedelta(hours=12)).timestamp()),
        "sub": contact,
    }
    head = b64(json.dumps({"typ": "JWT", "alg": "ES256"}, separators=(",", ":")).encode())
    signed = f"{head}.{b64(json.dumps(claims, separators=(',', ':')).encode())}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_of(key)}"


def seal(
    plain: bytes,
    browser: Browser,
    *,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """RFC 8291: only this browser opens it, the push service does not. `salt` and `key` are given by tests only."""
    once = key or ec.generate_private_key(ec.SECP256R1())
    sealed: bytes = http_ece.encrypt(
        plain,
        salt=salt or os.urandom(16),
        private_key=once,
        dh=unb64(browser.p256dh),
        auth_secret=unb64(browser.auth),
        version="aes128gcm",
    )
    return sealed


def build(
    settings: PushSettings, key: ec.EllipticCurvePrivateKey, envelope: Envelope, at: datetime
) -> Request:
    """The request. `Topic` is made of the envelope's id: a second try replaces the first while it waits (RFC 8030)."""
    browser = Browser.read(envelope.to)
    text = envelope.text.encode()[:_LONGEST].decode("utf-8", "ignore")
    body = json.dumps(
        {"title": envelope.subject, "body": text, "url": envelope.url, "tag": str(envelope.id)},
        ensure_ascii=False,
    )
    headers = {
        "Authorization": vapid(key, browser.endpoint, settings.contact, at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_DAY),
        "Urgency": "high" if envelope.urgent else "normal",
        "Topic": b64(hashlib.sha256(envelope.id.bytes).digest()[:24]),
    }
    return Request("POST", browser.endpoint, headers, seal(body.encode(), browser))


def judge(answer: Answer) -> Outcome:
    """2xx: the service took it (201, with its address in `Location`)."""
    return Outcome("sent", provider_id=answer.headers.get("location", "")[-120:])


class WebPush:
    """The adapter."""

    name = "push"

    def __init__(self, settings: PushSettings, key: ec.EllipticCurvePrivateKey) -> None:
        self.settings = settings
        self.key = key
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """To one browser, whose address somebody else chose: guarded."""
        try:
            request = build(self.settings, self.key, envelope, at)
        except (ValueError, KeyError, TypeError):
            return Outcome("bad_address", "subscription_unreadable")
        outcome = ask(
            request, judge, Tools(Guarded(frozenset(self.settings.allow)), tools.tokens, tools.nonce)
        )
        # The browser took its subscription back (RFC 8030, 7.3).
        gone = outcome.reason in ("http_404", "http_410")
        return Outcome("bad_address", outcome.reason) if gone else outcome
