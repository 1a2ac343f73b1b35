"""What providers answer, as their documentation and gateways show it (numbers and ids changed)."""

import json
from dataclasses import dataclass, field

SCENARIOS = ("ok", "error_500", "too_fast", "token_expired", "bounce", "timeout")


@dataclass(frozen=True)
class Recorded:
    """One answer. `hold`: seconds before it comes."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hold: float = 0.0


def _json(status: int = 200, **body: object) -> Recorded:
    return Recorded(
        status, json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json; charset=utf-8"}
    )


_DOWN = Recorded(500, "<html><body>Internal Server Error</body></html>", {"Content-Type": "text/html"})
_SLOW_DOWN = Recorded(429, "", {"Retry-After": "120"})
_LATE = Recorded(200, "", {}, hold=3.0)
_USUAL = {"error_500": _DOWN, "too_fast": _SLOW_DOWN, "timeout": _LATE}

ANSWERS: dict[str, dict[str, Recorded]] = {
    "sms": {
        **_USUAL,
        "ok": _json(Message="OK", RequestId="F655A8D5-B967-440B", Code="OK", BizId="900619746936498440^0"),
        "too_fast": _json(
            400,
            Code="isv.BUSINESS_LIMIT_CONTROL",
            Message="触发小时级流控Permits:5",
            RequestId="8F5C8E6B-0000",
        ),
        "bounce": _json(
            Code="isv.MOBILE_NUMBER_ILLEGAL", Message="手机号码格式错误", RequestId="8F5C8E6B-0001"
        ),
    },
    "wecom": {
        **_USUAL,
        "ok": _json(errcode=0, errmsg="ok", msgid="VK0000000000000000000000000000000000000000000000"),
        "too_fast": _json(errcode=45009, errmsg="reach max api daily quota limit"),
        "token_expired": _json(errcode=42001, errmsg="access_token expired"),
        "bounce": _json(errcode=81013, errmsg="user & party & tag all invalid"),
    },
    "wecom_robot": {
        **_USUAL,
        "ok": _json(errcode=0, errmsg="ok"),
        "too_fast": _json(errcode=45009, errmsg="api freq out of limit"),
        "bounce": _json(errcode=93000, errmsg="invalid webhook url"),
    },
    "dingtalk": {
        **_USUAL,
        "ok": _json(errcode=0, errmsg="ok", task_id=256271667526, request_id="4jzllmte0wau"),
        "too_fast": _json(errcode=90018, errmsg="您的服务器调用钉钉开放平台所有接口的请求都被暂时禁用了"),
        "token_expired": _json(errcode=42001, errmsg="access_token超时"),
        "bounce": _json(errcode=33012, errmsg="无效的USERID"),
    },
    "dingtalk_robot": {
        **_USUAL,
        "ok": _json(errcode=0, errmsg="ok"),
        "too_fast": _json(errcode=130101, errmsg="send too fast, exceed 20 times per minute"),
        "bounce": _json(errcode=300001, errmsg="token is not exist"),
    },
    "webhook": {**_USUAL, "ok": Recorded(202, "", {"X-Request-Id": "req-1"}), "bounce": Recorded(410)},
    "push": {
        **_USUAL,
        "ok": Recorded(201, "", {"Location": "https://push.example.net/message/qDIYHNcfAIPP_5ITvURr-d6BGt"}),
        "bounce": Recorded(410),
    },
}

_TOKEN = _json(errcode=0, errmsg="ok", expires_in=7200, access_token="simulated-access-token")  # noqa: S106
TOKENS = {"/cgi-bin/gettoken": _TOKEN, "/gettoken": _TOKEN}


def scenarios_of(way: str) -> list[str]:
    """The scenarios there are for a way; e-mail has its own in `mail.py`."""
    if way == "email":
        return [name for name in SCENARIOS if name != "token_expired"]
    return [name for name in SCENARIOS if name in ANSWERS[way]]
