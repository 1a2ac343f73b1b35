"""SMS through Aliyun (短信服务 SendSms, 2017-05-25), signed with ACS3-HMAC-SHA256.

Signature: help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature. A text must be an approved
template there, so `params` says what its variables are given: `{text}`, `{number}`, `{count}`.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from anlan.notices.channels.asking import ask, body_of
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools, secret

ALGORITHM = "ACS3-HMAC-SHA256"
_LONGEST = 35  # a variable's value, by the provider's rule for notices


class AliyunSettings(Settings):
    """`sms:` with `provider: aliyun`."""

    provider: str = "aliyun"
    endpoint: str = "https://dysmsapi.aliyuncs.com"
    access_key_id: str
    access_key_secret: SecretStr
    sign_name: str
    template: str
    params: dict[str, str] = {"number": "{number}", "text": "{text}"}


def canonical_query(query: dict[str, str]) -> str:
    """Sorted, percent-encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def sign(
    *,
    method: str,
    host: str,
    query: dict[str, str],
    headers: dict[str, str],
    body: bytes,
    key_id: str,
    key: str,
) -> dict[str, str]:
    """`headers` (lower case, `x-acs-*`) with `host`, the body's hash and `Authorization`."""
    digest = hashlib.sha256(body).hexdigest()
    signed = {**headers, "host": host, "x-acs-content-sha256": digest}
    names = sorted(name for name in signed if name in ("host", "content-type") or name.startswith("x-acs-"))
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in names)
    listed = ";".join(names)
    whole = "\n".join([method, "/", canonical_query(query), lines, listed, digest])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(whole.encode()).hexdigest()}"
    mark = hmac.new(key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    signed["Authorization"] = f"{ALGORITHM} Credential={key_id},SignedHeaders={listed},Signature={mark}"
    return signed


def filled(params: dict[str, str], envelope: Envelope) -> dict[str, str]:
    """The template's variables. Only the three known names stand for something; other braces stay as they are."""
    values = {"{text}": envelope.text, "{number}": envelope.number, "{count}": str(envelope.count)}
    return {name: _short(values.get(value.strip(), value)) for name, value in params.items()}


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def build(settings: AliyunSettings, envelope: Envelope, at: datetime, nonce: str) -> Request:
    """The signed request. `OutId` is the envelope's id: it comes back in the provider's reports."""
    host = urlsplit(settings.endpoint).netloc
    query = {
        "PhoneNumbers": envelope.to.removeprefix("+86"),
        "SignName": settings.sign_name,
        "TemplateCode": settings.template,
        "TemplateParam": json.dumps(filled(settings.params, envelope), ensure_ascii=False),
        "OutId": str(envelope.id),
    }
    headers = sign(
        method="POST",
        host=host,
        query=query,
        headers={
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": nonce,
        },
        body=b"",
        key_id=settings.access_key_id,
        key=secret(settings.access_key_secret),
    )
    return Request("POST", f"{settings.endpoint}/?{canonical_query(query)}", headers)


_BAD_NUMBER = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.INVALID_NUMBER", "isv.BLACK_KEY_CONTROL_LIMIT"})
_LATER = {
    "isv.BUSINESS_LIMIT_CONTROL": 3600.0,  # this number got enough for now
    "isv.DAY_LIMIT_CONTROL": 6 * 3600.0,
    "isp.SYSTEM_ERROR": None,
    "isp.RAM_PERMISSION_DENY": 3600.0,
    "ServiceUnavailable": None,
    "InternalError": None,
}


def judge(answer: Answer) -> Outcome:
    """By the provider's code; also for its refusals, which come with 4xx."""
    told = body_of(answer)
    code = str(told.get("Code", ""))
    if code == "OK":
        return Outcome("sent", provider_id=str(told.get("BizId", ""))[:120])
    if code in _BAD_NUMBER:
        return Outcome("bad_address", code)
    if code.startswith("Throttling"):
        return Outcome("retry", code[:60], wait=60.0, all_wait=True)
    if code in _LATER:
        return Outcome("retry", code, wait=_LATER[code])
    return Outcome("give_up", code[:60] or "answer_unreadable")


class AliyunSms:
    """The adapter."""

    name = "sms"

    def __init__(self, settings: AliyunSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """One number a request: a refused one must not take others with it."""
        request = build(self.settings, envelope, at, tools.nonce())
        tried: list[Answer] = []

        def send(asked: Request) -> Answer:
            tried.append(tools.send(asked))
            return tried[0]

        outcome = ask(request, judge, Tools(send, tools.tokens, tools.nonce))
        # A refusal with 4xx carries the provider's own code, which says more than the status.
        if outcome.verdict == "give_up" and tried and 400 <= tried[0].status < 429 and body_of(tried[0]):
            return judge(tried[0])
        return outcome
