"""企业微信: application messages to a person (with an access token), and a group's robot.

developer.work.weixin.qq.com/document/path/90236 (应用消息), /91770 (群机器人).
"""

from datetime import datetime
from urllib.parse import urlencode

from pydantic import SecretStr

from anlan.notices.channels.asking import TokenRule, as_json, ask, body_of
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools, secret
from anlan.notices.channels.errcode import Codes, send_with_token

_JSON = {"Content-Type": "application/json; charset=utf-8"}
_STALE = frozenset({40014, 42001, 41001})
_CODES = Codes(
    bad_user=frozenset({40003, 40031, 60111, 60120, 81013, 82001}),
    too_fast=frozenset({45009, 45033, 45047}),
    busy=frozenset({-1, 6000}),
)
_LONGEST = 2000  # bytes of a text message


class WeComSettings(Settings):
    """`wecom:` in `channels.yaml`."""

    endpoint: str = "https://qyapi.weixin.qq.com"
    corp: str
    agent: int
    secret: SecretStr


class WeComRobotSettings(Settings):
    """`wecom_robot:`: the key of each unit's group robot, by the unit's code."""

    endpoint: str = "https://qyapi.weixin.qq.com"
    units: dict[str, SecretStr]
    pace: int = 20  # the provider's own limit a robot


def cut(words: str, longest: int = _LONGEST) -> str:
    """At most `longest` bytes of UTF-8, never half a letter."""
    raw = words.encode()
    return words if len(raw) <= longest else raw[: longest - 3].decode("utf-8", "ignore") + "…"


def words_of(envelope: Envelope) -> str:
    """The text with its link under it."""
    link = f"\n{envelope.url}" if envelope.url else ""
    return cut(envelope.text, _LONGEST - len(link.encode())) + link


def build_message(settings: WeComSettings, envelope: Envelope, token: str) -> Request:
    """The provider drops an equal message to the same person within half an hour: our safety against a second try."""
    body = as_json(
        touser=envelope.to,
        msgtype="text",
        agentid=settings.agent,
        text={"content": words_of(envelope)},
        enable_duplicate_check=1,
        duplicate_check_interval=1800,
    )
    query = urlencode({"access_token": token})
    return Request("POST", f"{settings.endpoint}/cgi-bin/message/send?{query}", _JSON, body)


def build_token(settings: WeComSettings) -> Request:
    """Asks for an access token."""
    query = urlencode({"corpid": settings.corp, "corpsecret": secret(settings.secret)})
    return Request("GET", f"{settings.endpoint}/cgi-bin/gettoken?{query}", {})


def judge(answer: Answer) -> Outcome:
    """By `errcode`; also for a message that was taken for nobody (`invaliduser`)."""
    told = body_of(answer)
    if told.get("errcode") == 0 and told.get("invaliduser"):
        return Outcome("bad_address", "invaliduser")
    return _CODES.judge(told, sent="msgid")


class WeCom:
    """应用消息."""

    name = "wecom"

    def __init__(self, settings: WeComSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """With the kept access token; a stale one is fetched anew, once."""
        rule = TokenRule(f"wecom:{self.settings.agent}", lambda: build_token(self.settings), _STALE)

        def build(token: str) -> Request:
            return build_message(self.settings, envelope, token)

        return send_with_token(rule, build, judge, at, tools)


def build_robot(settings: WeComRobotSettings, envelope: Envelope) -> Request:
    """`envelope.to` is the robot's key."""
    body = as_json(msgtype="text", text={"content": words_of(envelope)})
    query = urlencode({"key": envelope.to})
    return Request("POST", f"{settings.endpoint}/cgi-bin/webhook/send?{query}", _JSON, body)


def judge_robot(answer: Answer) -> Outcome:
    """A key that is not taken any more belongs to a robot that was removed."""
    outcome = judge(answer)
    return Outcome("bad_address", outcome.reason) if outcome.reason == "errcode_93000" else outcome


class WeComRobot:
    """群机器人."""

    name = "wecom_robot"

    def __init__(self, settings: WeComRobotSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:  # noqa: ARG002
        """To the group."""
        return ask(build_robot(self.settings, envelope), judge_robot, tools)
