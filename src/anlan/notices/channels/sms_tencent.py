"""SMS through Tencent Cloud (SendSms, 2021-01-11), signed with TC3-HMAC-SHA256.

Signature: cloud.tencent.com/document/api/382/52072. Variables of the approved template are numbered, so `params` is a
list of what they are given: `{text}`, `{number}`, `{count}`.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import SecretStr

from anlan.notices.channels.asking import as_json, ask, body_of
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools, secret
from anlan.notices.channels.sms_aliyun import filled

ALGORITHM = "TC3-HMAC-SHA256"
_TYPE = "application/json; charset=utf-8"


class TencentSettings(Settings):
    """`sms:` with `provider: tencent`."""

    provider: str = "tencent"
    endpoint: str = "https://sms.tencentcloudapi.com"
    region: str = "ap-guangzhou"
    secret_id: str
    secret_key: SecretStr
    app: str
    sign_name: str
    template: str
    params: tuple[str, ...] = ("{number}", "{text}")


def _mac(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()


def authorization(
    *, host: str, service: str, body: bytes, stamp: int, key_id: str, key: str, kind: str = _TYPE
) -> str:
    """The value of `Authorization` for a POST of `body`: `content-type` and `host` are signed."""
    digest = hashlib.sha256(body).hexdigest()
    whole = "\n".join(["POST", "/", "", f"content-type:{kind}\nhost:{host}\n", "content-type;host", digest])
    day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join([ALGORITHM, str(stamp), scope, hashlib.sha256(whole.encode()).hexdigest()])
    dated = _mac(f"TC3{key}".encode(), day)
    signing = _mac(_mac(dated, service), "tc3_request")
    mark = hmac.new(signing, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders=content-type;host, Signature={mark}"


def build(settings: TencentSettings, envelope: Envelope, at: datetime) -> Request:
    """The signed request; `SessionContext` is the envelope's id and comes back in the answer."""
    host = urlsplit(settings.endpoint).netloc
    numbered = {str(number): value for number, value in enumerate(settings.params)}
    number = envelope.to if envelope.to.startswith("+") else f"+86{envelope.to}"
    body = as_json(
        PhoneNumberSet=[number],
        SmsSdkAppId=settings.app,
        SignName=settings.sign_name,
        TemplateId=settings.template,
        TemplateParamSet=list(filled(numbered, envelope).values()),
        SessionContext=str(envelope.id),
    )
    stamp = int(at.timestamp())
    key = secret(settings.secret_key)
    headers = {
        "Content-Type": _TYPE,
        "Host": host,
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Region": settings.region,
        "X-TC-Timestamp": str(stamp),
        "Authorization": authorization(
            host=host, service="sms", body=body, stamp=stamp, key_id=settings.secret_id, key=key
        ),
    }
    return Request("POST", f"{settings.endpoint}/", headers, body)


_BAD_NUMBER = ("InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberInBlacklist")
_TOO_FAST = ("RequestLimitExceeded", "LimitExceeded.DeliveryFrequencyLimit")


def judge(answer: Answer) -> Outcome:
    """The whole request may be refused (`Error`), or the one number in it (`SendStatusSet`)."""
    told = body_of(answer).get("Response", {})
    sent = (told.get("SendStatusSet") or [{}])[0]
    code = str(told.get("Error", {}).get("Code", "") or sent.get("Code", ""))
    if code == "Ok":
        return Outcome("sent", provider_id=str(sent.get("SerialNo", ""))[:120])
    if code.startswith(_BAD_NUMBER):
        return Outcome("bad_address", code[:60])
    if code.startswith(_TOO_FAST):
        return Outcome("retry", code[:60], wait=60.0, all_wait=True)
    if code.startswith("LimitExceeded"):
        return Outcome("retry", code[:60], wait=3600.0)
    if code.startswith("InternalError"):
        return Outcome("retry", code[:60])
    return Outcome("give_up", code[:60] or "answer_unreadable")


class TencentSms:
    """The adapter."""

    name = "sms"

    def __init__(self, settings: TencentSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """One number a request."""
        return ask(build(self.settings, envelope, at), judge, tools)
