"""Bodies of requests, made from the signatures of the verbs, so that nothing is said twice."""

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from cryptography.exceptions import InvalidTag
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from anlan.cases.photographs import StoredPhoto
from anlan.kit.canonical import canonical
from anlan.kit.errors import Invalid
from anlan.kit.sealing import seal, unseal

# Who, when and which case come from the session, the clock and the address; a body cannot set them.
_NOT_IN_BODY = frozenset({"by", "at", "case", "source", "key"})
_PURPOSE = "cases.photo"


class PhotoHandleWrong(Invalid):
    """This photograph was not uploaded here. Upload it again."""


class Body(Schema):
    """The base of every body: a key that the verb does not take is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


def _field(hint: Any, parameter: inspect.Parameter) -> tuple[Any, Any]:
    if hint == tuple[StoredPhoto, ...]:
        hint = list[str]
    default: Any = ... if parameter.default is inspect.Parameter.empty else parameter.default
    return hint, Field([] if default == () else default)


@cache
def body_of(verb: Callable[..., Any]) -> type[Body]:
    """The body of `verb`: its keyword parameters but `by`, `at` and `case`."""
    hints = get_type_hints(inspect.unwrap(verb))
    parameters = inspect.signature(inspect.unwrap(verb)).parameters
    fields: dict[str, Any] = {
        name: _field(hints[name], parameter)
        for name, parameter in parameters.items()
        if name not in _NOT_IN_BODY
    }
    title = "".join(part.capitalize() for part in verb.__name__.split("_"))
    return create_model(title, __base__=Body, **fields)


def arguments(body: Body) -> dict[str, Any]:
    """The body as keyword arguments, with photograph handles opened. Raises `PhotoHandleWrong`."""
    given = {name: getattr(body, name) for name in type(body).model_fields}
    if "photos" in given:
        given["photos"] = tuple(opened(handle) for handle in given["photos"])
    return given


def handle_of(photo: StoredPhoto) -> str:
    """A handle only this server can have made: it names a photograph without letting anybody name another's."""
    return seal(_PURPOSE, canonical(asdict(photo))).hex()


def opened(handle: str) -> StoredPhoto:
    """The photograph behind a handle. Raises `PhotoHandleWrong`."""
    try:
        fields = json.loads(unseal(_PURPOSE, bytes.fromhex(handle)))
    except (ValueError, InvalidTag):
        raise PhotoHandleWrong(field="photos") from None
    taken = fields.pop("taken_at")
    return StoredPhoto(**fields, taken_at=datetime.fromisoformat(taken) if taken else None)
