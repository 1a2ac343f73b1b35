"""What a fact's payload may be made of: codes, ids, times and numbers; never words, never names of people.

The ledger never forgets, so nothing that somebody may ask to have erased can be let in. The types are
checked when a kind is registered, the strings whenever a fact is recorded.
"""

import math
import re
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from anlan.kit.canonical import canonical
from anlan.ledger.errors import PayloadRefused, PayloadTypeRefused

CODE = re.compile(r"[A-Za-z0-9_.:@+-]{0,80}\Z")


class Codec(NamedTuple):
    """`check(value, where)` raises `PayloadRefused`; `read(json)` gives the typed value back; `text` is the canonical
    JSON of a value that was checked, quicker than from an encoder that has to find out what it is given.
    """

    check: Callable[[Any, str], None]
    read: Callable[[Any], Any]
    text: Callable[[Any], str]


def check_code(value: object, where: str) -> None:
    """Raises `PayloadRefused` unless `value` is a string of at most 80 of `A-Za-z0-9_.:@+-`."""
    if not isinstance(value, str) or CODE.match(value) is None:
        raise PayloadRefused(field=where, where=where, what="something that is not a code")


def _check_exact(kind: type, value: object, where: str) -> None:
    if type(value) is not kind:
        raise PayloadRefused(
            field=where, where=where, what=f"{type(value).__name__} instead of {kind.__name__}"
        )


def _check_float(value: object, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PayloadRefused(field=where, where=where, what="something that is not a finite number")


def _check_uuid(value: object, where: str) -> None:
    if not isinstance(value, UUID):
        raise PayloadRefused(field=where, where=where, what=f"{type(value).__name__} instead of UUID")


def _check_time(value: object, where: str) -> None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise PayloadRefused(field=where, where=where, what="a time without a zone")


def _check_choice(choices: frozenset[Any], value: object, where: str) -> None:
    if value not in choices:
        raise PayloadRefused(field=where, where=where, what="something that is not one of its choices")


def _as_is(value: object) -> object:
    return value


def _text(value: object) -> str:
    return canonical(value).decode()


def _code_text(value: str) -> str:
    return '"' + value + '"'  # a code needs no escapes; and an enum is written by what it holds


def _quoted(value: object) -> str:
    return f'"{value}"'


def moment_text(at: datetime) -> str:
    """`at` as `canonical` writes it, without the quotation marks. Raises `ValueError` for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone has no canonical form")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


_SIMPLE: dict[object, Codec] = {
    str: Codec(check_code, _as_is, _code_text),
    int: Codec(partial(_check_exact, int), _as_is, str),
    bool: Codec(partial(_check_exact, bool), _as_is, lambda value: "true" if value else "false"),
    float: Codec(_check_float, float, _text),
    UUID: Codec(_check_uuid, UUID, _quoted),
    datetime: Codec(_check_time, datetime.fromisoformat, lambda at: f'"{moment_text(at)}"'),
    date: Codec(partial(_check_exact, date), date.fromisoformat, _quoted),
}


def _optional(inner: Codec) -> Codec:
    def check(value: object, where: str) -> None:
        if value is not None:
            inner.check(value, where)

    return Codec(
        check,
        lambda value: None if value is None else inner.read(value),
        lambda value: "null" if value is None else inner.text(value),
    )


def _sequence(inner: Codec) -> Codec:
    def check(value: object, where: str) -> None:
        _check_exact(tuple, value, where)
        for place, item in enumerate(value):  # type: ignore[var-annotated,arg-type]
            inner.check(item, f"{where}[{place}]")

    return Codec(
        check,
        lambda items: tuple(inner.read(item) for item in items),
        lambda items: f"[{','.join(map(inner.text, items))}]" if items else "[]",
    )


def _fixed(parts: tuple[Codec, ...]) -> Codec:
    def check(value: Any, where: str) -> None:
        _check_exact(tuple, value, where)
        if len(value) != len(parts):
            raise PayloadRefused(field=where, where=where, what=f"{len(value)} parts instead of {len(parts)}")
        for place, (part, item) in enumerate(zip(parts, value, strict=True)):
            part.check(item, f"{where}[{place}]")

    return Codec(
        check,
        lambda items: tuple(part.read(item) for part, item in zip(parts, items, strict=True)),
        lambda items: f"[{','.join(part.text(item) for part, item in zip(parts, items, strict=True))}]",
    )


def _mapping(inner: Codec) -> Codec:
    def check(value: Any, where: str) -> None:
        _check_exact(dict, value, where)
        for key, item in value.items():
            check_code(key, where)
            inner.check(item, f"{where}.{key}")

    return Codec(
        check,
        lambda items: {key: inner.read(item) for key, item in items.items()},
        lambda items: "{" + ",".join(f'"{key}":{inner.text(items[key])}' for key in sorted(items)) + "}",
    )


def codec_of(kind: object, where: str) -> Codec:  # noqa: PLR0911  one return a type
    """The codec of one field type. Raises `PayloadTypeRefused` for a type that could hold words."""
    if simple := _SIMPLE.get(kind):
        return simple
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        choices = frozenset(kind)
        for choice in choices:
            check_code(choice.value, where)
        return Codec(partial(_check_choice, choices), kind, _code_text)
    if origin is Literal:
        return Codec(partial(_check_choice, frozenset(arguments)), _as_is, _text)
    if origin in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments:
        (present,) = (argument for argument in arguments if argument is not NoneType)
        return _optional(codec_of(present, where))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _sequence(codec_of(arguments[0], where))
    if origin is tuple and arguments:
        return _fixed(tuple(codec_of(argument, where) for argument in arguments))
    if origin is dict and arguments[0] is str:
        return _mapping(codec_of(arguments[1], where))
    raise PayloadTypeRefused(
        f"{where}: {kind!r} cannot be in a fact; use int, float, bool, UUID, datetime, date, str"
    )


def _counts(kind: object) -> bool:
    """Whether there is a number in it, or what cannot be a key."""
    origin = get_origin(kind)
    return kind in (int, float, bool) or origin in (Literal, dict) or any(map(_counts, get_args(kind)))


class PayloadShape:
    """The codecs of a payload class, one a field."""

    def __init__(self, payload: type) -> None:
        if not is_dataclass(payload) or not payload.__dataclass_params__.frozen:  # type: ignore[attr-defined]
            raise PayloadTypeRefused(f"{payload.__qualname__} must be a frozen dataclass")
        types = get_type_hints(payload)
        self.payload = payload
        self.codecs = {
            field.name: codec_of(types[field.name], f"{payload.__qualname__}.{field.name}")
            for field in fields(payload)
        }
        self.optional = {
            field.name
            for field in fields(payload)
            if field.default is not MISSING or field.default_factory is not MISSING
        }
        # Two payloads without numbers are equal only where their texts are (1, 1.0 and True are equal, too).
        self.is_repeatable = not any(map(_counts, types.values()))
        self._texts = [
            (f'"{name}":', name, codec.check, codec.text) for name, codec in sorted(self.codecs.items())
        ]

    def plain(self, value: object) -> dict[str, object]:
        """`value` as a dict ready for `canonical`; raises `PayloadRefused` naming the field."""
        if type(value) is not self.payload:
            expected = self.payload.__qualname__
            raise PayloadRefused(where="payload", what=f"{type(value).__name__} instead of {expected}")
        plain: dict[str, object] = {}
        for name, codec in self.codecs.items():
            part = getattr(value, name)
            codec.check(part, name)
            plain[name] = part
        return plain

    def text(self, value: object) -> str:
        """`canonical(self.plain(value))` as text. Raises what `plain` raises."""
        if type(value) is not self.payload:
            self.plain(value)
        told = []
        for head, name, check, text in self._texts:
            part = getattr(value, name)
            check(part, name)
            told.append(head + text(part))
        return f"{{{','.join(told)}}}"

    def read(self, stored: dict[str, Any]) -> object:
        """The typed payload of a stored one. A field added since takes its default."""
        return self.payload(
            **{name: codec.read(stored[name]) for name, codec in self.codecs.items() if name in stored}
        )
