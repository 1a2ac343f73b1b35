"""What a fact's payload may be made of: codes, ids, times and numbers; never words, never names of people.

The ledger never forgets, so nothing that somebody may ask to have erased can be let in. The types are
checked when a kind is registered, the strings whenever a fact is recorded.
"""

import math
import re
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from anlan.ledger.errors import PayloadRefused, PayloadTypeRefused

CODE = re.compile(r"[A-Za-z0-9_.:@+-]{0,80}\Z")


class Codec(NamedTuple):
    """`check(value, where)` raises `PayloadRefused`; `read(json)` gives the typed value back."""

    check: Callable[[Any, str], None]
    read: Callable[[Any], Any]


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


_SIMPLE: dict[object, Codec] = {
    str: Codec(check_code, _as_is),
    int: Codec(partial(_check_exact, int), _as_is),
    bool: Codec(partial(_check_exact, bool), _as_is),
    float: Codec(_check_float, float),
    UUID: Codec(_check_uuid, UUID),
    datetime: Codec(_check_time, datetime.fromisoformat),
    date: Codec(partial(_check_exact, date), date.fromisoformat),
}


def _optional(inner: Codec) -> Codec:
    def check(value: object, where: str) -> None:
        if value is not None:
            inner.check(value, where)

    return Codec(check, lambda value: None if value is None else inner.read(value))


def _sequence(inner: Codec) -> Codec:
    def check(value: object, where: str) -> None:
        _check_exact(tuple, value, where)
        for place, item in enumerate(value):  # type: ignore[var-annotated,arg-type]
            inner.check(item, f"{where}[{place}]")

    return Codec(check, lambda items: tuple(inner.read(item) for item in items))


def _fixed(parts: tuple[Codec, ...]) -> Codec:
    def check(value: Any, where: str) -> None:
        _check_exact(tuple, value, where)
        if len(value) != len(parts):
            raise PayloadRefused(field=where, where=where, what=f"{len(value)} parts instead of {len(parts)}")
        for place, (part, item) in enumerate(zip(parts, value, strict=True)):
            part.check(item, f"{where}[{place}]")

    return Codec(check, lambda items: tuple(part.read(item) for part, item in zip(parts, items, strict=True)))


def _mapping(inner: Codec) -> Codec:
    def check(value: Any, where: str) -> None:
        _check_exact(dict, value, where)
        for key, item in value.items():
            check_code(key, where)
            inner.check(item, f"{where}.{key}")

    return Codec(check, lambda items: {key: inner.read(item) for key, item in items.items()})


def codec_of(kind: object, where: str) -> Codec:  # noqa: PLR0911  one return a type
    """The codec of one field type. Raises `PayloadTypeRefused` for a type that could hold words."""
    if simple := _SIMPLE.get(kind):
        return simple
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        choices = frozenset(kind)
        for choice in choices:
            check_code(choice.value, where)
        return Codec(partial(_check_choice, choices), kind)
    if origin is Literal:
        return Codec(partial(_check_choice, frozenset(arguments)), _as_is)
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

    def read(self, stored: dict[str, Any]) -> object:
        """The typed payload of a stored one. A field added since takes its default."""
        return self.payload(
            **{name: codec.read(stored[name]) for name, codec in self.codecs.items() if name in stored}
        )
