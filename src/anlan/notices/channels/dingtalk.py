"""钉钉: work notices to a person (工作通知), and a group's robot with a signature (加签).

open.dingtalk.com: 自定义机器人安全设置; 异步发送工作通知 (topapi/message/corpconversation/asyncsend_v2).
"""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from anlan.notices.channels.asking import TokenRule, as_json, ask, body_of
from anlan.notices.channels.base import Answer, Envelope, Outcome, Request, Settings, Tools, secret
from anlan.notices.channels.errcode import Codes, send_with_token
from anlan.notices.channels.wecom import words_of

_JSON = {"Content-Type": "application/json; charset=utf-8"}
_STALE = frozenset({40014, 42001, 40001})
_CODES = Codes(
    bad_user=frozenset({33012, 40003, 60121}),
    too_fast=frozenset({130101, 90018, 90002, 88_006, 143106}),
    busy=frozenset({-1, 130102}),
)


class DingTalkSettings(Settings):
    """`dingtalk:` in `channels.yaml`."""

    endpoint: str = "https://oapi.dingtalk.com"
    key: str
    secret: SecretStr
    agent: int


class Robot(Settings):
    """One group's robot: its token, and the secret its requests are signed with."""

    token: SecretStr
    secret: SecretStr


class DingTalkRobotSettings(Settings):
    """`dingtalk_robot:`: each unit's group robot, by the unit's code."""

    endpoint: str = "https://oapi.dingtalk.com"
    units: dict[str, Robot]
    pace: int = 20  # the provider's own limit a robot


def robot_sign(stamp: int, key: str) -> str:
    """Base64 of HMAC-SHA256 over `<milliseconds>\\n<secret>`, keyed with the secret."""
    mark = hmac.new(key.encode(), f"{stamp}\n{key}".encode(), hashlib.sha256).digest()
    return base64.b64encode(mark).decode()


def build_robot(settings: DingTalkRobotSettings, envelope: Envelope, at: datetime) -> Request:
    """`envelope.to` is the robot's token, a blank, and its secret."""
    token, _, key = envelope.to.partition(" ")
    stamp = int(at.timestamp() * 1000)
    query = f"access_token={quote(token, safe='')}&timestamp={stamp}&sign={quote(robot_sign(stamp, key), safe='')}"
    body = as_json(msgtype="text", text={"content": words_of(envelope)})
    return Request("POST", f"{settings.endpoint}/robot/send?{query}", _JSON, body)


def judge(answer: Answer) -> Outcome:
    """By `errcode`."""
    return _CODES.judge(body_of(answer), sent="task_id")


class DingTalkRobot:
    """群机器人."""

    name = "dingtalk_robot"

    def __init__(self, settings: DingTalkRobotSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """To the group."""
        return ask(build_robot(self.settings, envelope, at), judge, tools)


def build_token(settings: DingTalkSettings) -> Request:
    """Asks for an access token."""
    query = urlencode({"appkey": settings.key, "appsecret": secret(settings.secret)})
    return Request("GET", f"{settings.endpoint}/gettoken?{query}", {})


def build_work(settings: DingTalkSettings, envelope: Envelope, token: str) -> Request:
    """A work notice. The provider drops an equal one to the same person on the same day by itself."""
    body = as_json(
        agent_id=settings.agent,
        userid_list=envelope.to,
        msg={"msgtype": "text", "text": {"content": words_of(envelope)}},
    )
    query = urlencode({"access_token": token})
    return Request(
        "POST", f"{settings.endpoint}/topapi/message/corpconversation/asyncsend_v2?{query}", _JSON, body
    )


class DingTalk:
    """工作通知."""

    name = "dingtalk"

    def __init__(self, settings: DingTalkSettings) -> None:
        self.settings = settings
        self.pace = settings.pace

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """With the kept access token; a stale one is fetched anew, once."""
        rule = TokenRule(f"dingtalk:{self.settings.agent}", lambda: build_token(self.settings), _STALE)

        def build(token: str) -> Request:
            return build_work(self.settings, envelope, token)

        return send_with_token(rule, build, judge, at, tools)
