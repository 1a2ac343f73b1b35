"""The `notices` section of a capability: who is told what, and when."""

from collections.abc import Iterable

from pydantic import Field

from anlan.kit.texts import Text
from anlan.notices.registries import audiences
from anlan.schemes.public import CheckContext, Finding, Part, Scheme, Section


class Message(Part):
    """When a fact `on` happens, each audience in `to` is told `text`. `{number}` stands for the case's number."""

    on: str
    to: tuple[str, ...] = Field(min_length=1)
    text: Text


class NoticesSection(Part):
    """The whole section."""

    messages: tuple[Message, ...] = ()


_VALUES = {"number": "0"}


def _fits(text: Text) -> bool:
    try:
        text.zh.format(**_VALUES)
        text.en.format(**_VALUES)
    except (KeyError, IndexError, ValueError):
        return False
    return True


def check_notices(scheme: Scheme, context: CheckContext) -> Iterable[Finding]:
    """Facts and audiences exist, and texts use only `{number}`: a message names no person."""
    section: NoticesSection = scheme.section("notices")
    for number, message in enumerate(section.messages):
        path: list[str | int] = ["notices", "messages", number]
        yield from context.expect("fact", message.on, [*path, "on"])
        for audience in message.to:
            if audience not in audiences:
                yield scheme.finding(
                    [*path, "to"],
                    zh=f"没有通知对象“{audience}”",
                    en=f"there is no audience “{audience}”",
                    fix_zh=f"改用：{'、'.join(audiences.names())}",
                    fix_en=f"use one of: {', '.join(audiences.names())}",
                )
        if not _fits(message.text):
            yield scheme.finding(
                [*path, "text"],
                zh="文本里有不认识的花括号",
                en="the text has braces that mean nothing",
                fix_zh="只能使用 {number}",
                fix_en="only {number} can be used",
            )


NOTICES = Section(name="notices", model=NoticesSection, check=check_notices)
