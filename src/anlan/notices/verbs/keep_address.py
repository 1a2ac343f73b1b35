"""An account says where it can be reached: a telephone, a WeCom or DingTalk id, another e-mail, this browser."""

import re
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from anlan.access.public import Actor, conceal_phone
from anlan.kit.sealing import seal
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.notices.addresses import PURPOSE, digest_of
from anlan.notices.channels.base import Unreachable
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import ways
from anlan.notices.channels.transport import check_address
from anlan.notices.channels.webpush import Browser, WebPush
from anlan.notices.errors import (
    AddressMalformed,
    AddressTaken,
    NotConcerned,
    TooManyAddresses,
    WayNotOpen,
    WayUnknown,
)
from anlan.notices.facts import ADDRESS_CHANGED, AddressChanged
from anlan.notices.models import Address

MOST_BROWSERS = 5
KEPT_HERE = ("push", "wecom", "dingtalk", "sms", "email")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def _checked(channel: str, value: str) -> tuple[str, str]:
    """The address as it is used, and what its owner is shown of it."""
    words = clean(value, field="address", longest=2000, required=True)
    if channel == "push":
        return _browser(words)
    if channel == "sms":
        words = re.sub(r"[\s()-]", "", words)
        if _PHONE.fullmatch(words):
            return words, conceal_phone(words)
    elif channel == "email":
        try:
            validate_email(words)
        except ValidationError:
            raise AddressMalformed(field="address", way=WAYS[channel].title) from None
        name, _, domain = words.partition("@")
        return words, f"{name[:1]}***@{domain}"[:120]
    elif _ID.fullmatch(words):
        return words, f"{words[:2]}***"
    raise AddressMalformed(field="address", way=WAYS[channel].title)


def _browser(words: str) -> tuple[str, str]:
    adapter = ways().adapters.get("push")
    allowed = frozenset(adapter.settings.allow) if isinstance(adapter, WebPush) else frozenset[str]()
    try:
        browser = Browser.read(words)
        parts = check_address(browser.endpoint, allowed)
    except (ValueError, KeyError, TypeError, Unreachable):
        raise AddressMalformed(field="address", way=WAYS["push"].title) from None
    return browser.kept(), str(parts.hostname)[:120]


@transaction.atomic
def keep_address(*, by: Actor, at: datetime, channel: str, address: str) -> Address:
    """Keep one's own address, sealed; it replaces the one before (browsers: up to five). Writing it again after mail
    came back makes it usable again.

    A browser belongs to one account: a subscription that another account has is refused.
    Raises `NotConcerned`, `WayUnknown`, `WayNotOpen`, `AddressMalformed`, `AddressTaken`, `TooManyAddresses`.
    """
    if by.account_id is None:
        raise NotConcerned
    if channel not in KEPT_HERE:
        raise WayUnknown(field="channel", way=channel[:40], known=", ".join(KEPT_HERE))
    if channel not in ways().adapters:
        raise WayNotOpen(field="channel", way=WAYS[channel].title)
    value, shown = _checked(channel, address)
    digest = digest_of(channel, value)
    own = Address.objects.filter(owner=by.ref, channel=channel).exclude(sealed=b"").exclude(digest=digest)
    if channel == "push":
        if Address.objects.filter(channel=channel, digest=digest).exclude(owner=by.ref).exists():
            raise AddressTaken(field="address")
        if own.count() >= MOST_BROWSERS:
            raise TooManyAddresses(field="address", most=MOST_BROWSERS)
    else:
        own.delete()
    kept, _ = Address.objects.update_or_create(
        owner=by.ref,
        channel=channel,
        digest=digest,
        defaults={
            "sealed": seal(PURPOSE, value.encode()), "shown": shown, "bounces": 0, "unusable_at": None,
            "reason": "", "kept_at": at,
        },
    )  # fmt: skip
    _record(by.account_id, by, at, channel, kept=True)
    return kept


def _record(account: UUID, by: Actor, at: datetime, channel: str, *, kept: bool) -> None:
    record(ADDRESS_CHANGED, subject=account, by=by.ref, at=at, payload=AddressChanged(channel, kept))
