"""The `notices` section of a capability: who is told what, when, how urgently and by which ways."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field

from anlan.kit.texts import Text
from anlan.ledger.public import Fact, fact_kinds
from anlan.notices.channels.kinds import WAYS
from anlan.notices.registries import audiences
from anlan.schemes.public import CheckContext, Finding, Part, Scheme, Section

RESIDENT = "reporter"
LONGEST = 200


class Condition(Part):
    """The message is told only when a value of the fact is one of these: `{field: level, one_of: [supervisor]}`."""

    field: str = Field(pattern=r"^[a-z][a-z_]{0,40}$")
    """A value the fact carries, such as `level` of `cases.escalate` or `granted` of `cases.decide_extension`."""
    one_of: tuple[str, ...] = Field(min_length=1)
    """Its codes; yes and no are written "true" and "false"."""

    def holds(self, payload: dict[str, Any]) -> bool:
        """Whether the fact's payload has one of the values."""
        value = payload.get(self.field)
        return (str(value).lower() if isinstance(value, bool) else str(value)) in self.one_of


class Message(Part):
    """When a fact `on` happens, each audience in `to` is told `text`. `{number}` stands for the case's number."""

    on: str
    """The fact, such as `cases.accept`."""
    when: Condition | None = None
    """Told only then; left out: always."""
    to: tuple[str, ...] = Field(min_length=1)
    """Who is told. A person who did it themselves is not."""
    text: Text
    """What they read. It names no person: only `{number}` can be used."""
    urgency: Literal["now", "normal", "digest"] = "normal"
    """`now` leaves at once, also at night; `normal` waits a minute for others and for the morning; `digest` comes once
    a day, with all others."""
    channels: tuple[str, ...] = ()
    """Ways outside the desk, the best first: the first that reaches the reader is used, the next when it fails. Left
    out: the usual ones."""
    after: str = Field(default="", pattern=r"^(|[1-9]\d{0,2} (hours?|days?))$")
    """Told so long after the fact: `3 days`. Left out: at once."""
    unless: tuple[str, ...] = ()
    """With `after`: not told when one of these facts has happened in the case since."""

    @property
    def delay(self) -> timedelta:
        """`after` as a span; zero without."""
        found = re.fullmatch(r"(\d+) (hour|day)s?", self.after)
        if not found:
            return timedelta(0)
        return timedelta(hours=int(found[1])) if found[2] == "hour" else timedelta(days=int(found[1]))

    def fits(self, fact: Fact) -> bool:
        """Whether this message speaks of `fact`."""
        return self.on == fact.kind and (self.when is None or self.when.holds(fact.payload))


class NoticesSection(Part):
    """The whole section."""

    messages: tuple[Message, ...] = ()


_VALUES = {"number": "0"}


def _fits(text: Text) -> bool:
    try:
        text.zh.format(**_VALUES)
        text.en.format(**_VALUES)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return False
    # `{number.__class__}` and `{number!r:>9999}` format well and say nonsense.
    braces = re.findall(r"\{[^}]*\}", text.zh + text.en)
    return all(brace == "{number}" for brace in braces)


def _payload_fields(kind: str) -> list[str]:
    found = fact_kinds.find(kind)
    return [one.name for one in fields(found.payload)] if found else []


def check_notices(scheme: Scheme, context: CheckContext) -> Iterable[Finding]:
    """Facts, audiences and ways exist, conditions can hold, and texts use only `{number}`: they name no person."""
    section: NoticesSection = scheme.section("notices")
    for number, message in enumerate(section.messages):
        path: list[str | int] = ["notices", "messages", number]
        yield from context.expect("fact", message.on, [*path, "on"])
        for other in message.unless:
            yield from context.expect("fact", other, [*path, "unless"])
        yield from _check_who(scheme, message, path)
        yield from _check_what(scheme, message, path)


def _check_who(scheme: Scheme, message: Message, path: list[str | int]) -> Iterator[Finding]:
    for audience in message.to:
        if audience not in audiences:
            yield scheme.none_of(
                audiences.names(),
                [*path, "to"],
                zh=f"没有通知对象“{audience}”",
                en=f"there is no audience “{audience}”",
            )
    for channel in message.channels:
        if channel not in WAYS:
            yield scheme.none_of(
                list(WAYS),
                [*path, "channels"],
                zh=f"没有通知渠道“{channel}”",
                en=f"there is no channel “{channel}”",
            )
    reach = [name for name in message.channels if name in WAYS and "resident" in WAYS[name].reaches]
    if message.channels and not reach and message.to == (RESIDENT,):
        yield scheme.finding(
            [*path, "channels"],
            zh="这些渠道都到不了反映人",
            en="none of these channels reaches the reporter",
            fix_zh="反映人可用：sms、email",
            fix_en="a reporter can be reached by: sms, email",
        )


def _check_what(scheme: Scheme, message: Message, path: list[str | int]) -> Iterator[Finding]:
    known = _payload_fields(message.on)
    if message.when is not None and known and message.when.field not in known:
        yield scheme.none_of(
            known,
            [*path, "when"],
            zh=f"{message.on} 里没有“{message.when.field}”",
            en=f"{message.on} carries no “{message.when.field}”",
        )
    if message.unless and not message.after:
        yield scheme.finding(
            [*path, "unless"],
            zh="只有写了 after，unless 才有意义",
            en="unless means something only together with after",
            fix_zh="加上 after，或删去 unless",
            fix_en="add after, or remove unless",
        )
    if not _fits(message.text):
        yield scheme.finding(
            [*path, "text"],
            zh="文本里有不认识的花括号",
            en="the text has braces that mean nothing",
            fix_zh="只能使用 {number}",
            fix_en="only {number} can be used",
        )
    if max(len(message.text.zh), len(message.text.en)) > LONGEST:
        yield scheme.finding(
            [*path, "text"],
            zh=f"文本超过 {LONGEST} 字",
            en=f"the text is longer than {LONGEST} characters",
            fix_zh="写短些：详情在事项页面上",
            fix_en="shorten it: details are on the case's page",
        )


NOTICES = Section(name="notices", model=NoticesSection, check=check_notices)
