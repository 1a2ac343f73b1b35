"""The ways there are, by name, in the order in which they are tried when a capability says nothing."""

from dataclasses import dataclass
from typing import Literal

from anlan.kit.texts import Text


@dataclass(frozen=True)
class Way:
    """`reaches`: staff by their own address, a unit as a whole, or a resident by the contact they left."""

    name: str
    title: Text
    reaches: frozenset[Literal["staff", "unit", "resident"]]


def _way(name: str, zh: str, en: str, *reaches: Literal["staff", "unit", "resident"]) -> Way:
    return Way(name, Text(zh=zh, en=en), frozenset(reaches))


WAYS: dict[str, Way] = {
    way.name: way
    for way in (
        _way("push", "浏览器推送", "browser push", "staff"),
        _way("wecom", "企业微信", "WeCom", "staff"),
        _way("dingtalk", "钉钉", "DingTalk", "staff"),
        _way("wecom_robot", "企业微信群机器人", "WeCom group robot", "unit"),
        _way("dingtalk_robot", "钉钉群机器人", "DingTalk group robot", "unit"),
        _way("webhook", "外部系统", "other system (webhook)", "unit"),
        _way("sms", "短信", "SMS", "staff", "resident"),
        _way("email", "电子邮件", "e-mail", "staff", "resident"),
    )
}
# SMS costs money and wakes people: staff get it only where a capability asks for it.
USUAL = ("push", "wecom", "dingtalk", "wecom_robot", "dingtalk_robot", "webhook", "email")
USUAL_FOR_RESIDENTS = ("sms", "email")
