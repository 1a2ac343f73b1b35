"""`channels.yaml` in the state folder (or where ANLAN_CHANNELS says): which ways out are open, and their secrets.

A secret is written as `env:NAME`, `file:/path`, or in clear; a file that others may read is refused.
"""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from anlan.notices.channels.base import Adapter
from anlan.notices.channels.dingtalk import DingTalk, DingTalkRobot, DingTalkRobotSettings, DingTalkSettings
from anlan.notices.channels.email import Email, EmailSettings
from anlan.notices.channels.sms_aliyun import AliyunSettings, AliyunSms
from anlan.notices.channels.sms_tencent import TencentSettings, TencentSms
from anlan.notices.channels.webhook import Webhook, WebhookSettings
from anlan.notices.channels.webpush import PushSettings, WebPush, public_of
from anlan.notices.channels.wecom import WeCom, WeComRobot, WeComRobotSettings, WeComSettings
from anlan.notices.errors import ChannelsFileOpen, ChannelsUnreadable, PushKeyMissing

_SECRET = ("env:", "file:")


class General(BaseModel):
    """`general:` what holds for every way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str = ""  # https://anlan.example.cn: links in messages begin with it
    quiet_from: str = "22:00"
    quiet_to: str = "07:00"
    digest_at: str = "08:30"
    # How long the first ordinary notice waits for others, so that a flood becomes one message.
    gather_seconds: int = 60
    most_tries: int = 8
    hard_bounces: int = 3


@dataclass(frozen=True)
class Ways:
    """What is open. `adapters` by name; `units` says which group each unit has, by the way's name."""

    general: General = field(default_factory=General)
    adapters: dict[str, Adapter] = field(default_factory=dict)

    def group_address(self, way: str, code: str) -> str:
        """The address of the unit `code` on a way that reaches units; "" when it has none."""
        adapter = self.adapters.get(way)
        if isinstance(adapter, WeComRobot) and code in adapter.settings.units:
            return adapter.settings.units[code].get_secret_value()
        if isinstance(adapter, DingTalkRobot) and code in adapter.settings.units:
            robot = adapter.settings.units[code]
            return f"{robot.token.get_secret_value()} {robot.secret.get_secret_value()}"
        if isinstance(adapter, Webhook) and code in adapter.settings.units:
            return code
        return ""

    @property
    def push_public(self) -> str:
        """The key browsers subscribe with; "" when push is not open."""
        adapter = self.adapters.get("push")
        return public_of(adapter.key) if isinstance(adapter, WebPush) else ""


def file() -> Path:
    """Where the settings are looked for."""
    given = os.environ.get("ANLAN_CHANNELS")
    return Path(given) if given else state() / "channels.yaml"


def state() -> Path:
    """The state folder."""
    folder: Path = settings.STATE
    return folder


def ways() -> Ways:
    """The ways that are open now; none without a file. Read again when the file changes.

    Raises `ChannelsUnreadable`, `ChannelsFileOpen`, `PushKeyMissing`.
    """
    path = file()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return Ways()
    return _ways(path, stamp)


@lru_cache(maxsize=4)
def _ways(path: Path, stamp: int) -> Ways:  # noqa: ARG001 - the stamp makes a changed file another entry
    if path.stat().st_mode & 0o077:
        raise ChannelsFileOpen(path=path.name)
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as broken:
        line = getattr(getattr(broken, "problem_mark", None), "line", -1) + 1
        raise ChannelsUnreadable(where=f"{path.name}:{line}" if line else path.name, what="YAML") from None
    return read(given, path.name)


def read(given: Any, name: str = "channels.yaml") -> Ways:
    """Settings as adapters. A mistake is named by its key; what was written there is never repeated."""
    if not isinstance(given, dict):
        raise ChannelsUnreadable(where=name, what="mapping")
    unknown = sorted(set(given) - set(_MAKERS) - {"general"})
    if unknown:
        raise ChannelsUnreadable(where=f"{name}: {unknown[0]}"[:80], what="unknown")
    plain = _revealed(given, name)
    try:
        general = General.model_validate(plain.pop("general", {}) or {})
        adapters = {way: _MAKERS[way](part) for way, part in plain.items()}
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ChannelsUnreadable(where=f"{name}: {where}", what=first["type"]) from None
    return Ways(general, adapters)


def _revealed(value: Any, name: str) -> Any:
    """`env:` and `file:` replaced by what they stand for."""
    if isinstance(value, dict):
        return {key: _revealed(part, name) for key, part in value.items()}
    if isinstance(value, list):
        return [_revealed(part, name) for part in value]
    if not isinstance(value, str) or not value.startswith(_SECRET):
        return value
    kind, _, where = value.partition(":")
    try:
        return os.environ[where] if kind == "env" else Path(where).read_text(encoding="utf-8").strip()
    except (KeyError, OSError, UnicodeError):
        raise ChannelsUnreadable(where=f"{name}: {kind}:{where}", what="missing") from None


def _sms(part: Any) -> Adapter:
    if isinstance(part, dict) and part.get("provider") == "tencent":
        return TencentSms(TencentSettings.model_validate(part))
    return AliyunSms(AliyunSettings.model_validate(part))


def _push(part: Any) -> Adapter:
    checked = PushSettings.model_validate(part)
    return WebPush(checked, push_key(Path(checked.key_file) if checked.key_file else key_file()))


def key_file() -> Path:
    """Where our own push key lies unless the settings say otherwise."""
    return state() / "keys" / "push.pem"


def push_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key push services know us by. Raises `PushKeyMissing`."""
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise PushKeyMissing(path=path.name) from None
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise PushKeyMissing(path=path.name)
    return found


def make_push_key() -> tuple[Path, str]:
    """Make the key once; returns where it lies, and its public half. An old one is kept: browsers know it."""
    path = key_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(*kinds)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(made)
    return path, public_of(push_key(path))


_MAKERS = {
    "email": lambda part: Email(EmailSettings.model_validate(part)),
    "sms": _sms,
    "wecom": lambda part: WeCom(WeComSettings.model_validate(part)),
    "wecom_robot": lambda part: WeComRobot(WeComRobotSettings.model_validate(part)),
    "dingtalk": lambda part: DingTalk(DingTalkSettings.model_validate(part)),
    "dingtalk_robot": lambda part: DingTalkRobot(DingTalkRobotSettings.model_validate(part)),
    "webhook": lambda part: Webhook(WebhookSettings.model_validate(part)),
    "push": _push,
}
