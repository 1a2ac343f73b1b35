"""Bodies of requests, made from the signatures of the verbs, so that nothing is said twice."""

import inspect
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Annotated, Any, get_type_hints

from cryptography.exceptions import InvalidTag
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from anlan.access.public import Actor
from anlan.cases.files.photographs import HANDLES_LAST, MOST_ATTACHMENTS, StoredPhoto
from anlan.kit.canonical import canonical
from anlan.kit.errors import Invalid
from anlan.kit.sealing import seal, unseal

# Who, when and which case come from the session, the clock and the address; a body cannot set them. Documents come
# with the desk's form only: there is no address yet to which one is uploaded beforehand.
_NOT_IN_BODY = frozenset({"by", "at", "case", "source", "key", "documents"})


class PhotoHandleWrong(Invalid):
    """This photograph was not uploaded here. Upload it again."""


class PhotoHandleOld(Invalid):
    """This photograph was uploaded more than a day ago and never used, so it is not kept. Upload it again."""


class Body(BaseModel):
    """The base of every body: a key that the verb does not take is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


def _field(hint: Any, parameter: inspect.Parameter) -> tuple[Any, Any]:
    if hint == tuple[StoredPhoto, ...]:
        hint = Annotated[list[str], Field(max_length=MOST_ATTACHMENTS)]
    if hint == datetime | None:
        hint = AwareDatetime | None  # a time without a zone means nothing here
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


def arguments(body: Body, by: Actor) -> dict[str, Any]:
    """The body as keyword arguments, with the photograph handles of `by` opened. Raises `PhotoHandleWrong`."""
    given = {name: getattr(body, name) for name in type(body).model_fields}
    if "photos" in given:
        given["photos"] = tuple(opened(handle, by) for handle in given["photos"])
    return given


def _purpose(by: Actor) -> str:
    return f"cases.photo {by.account_id or ''}"


def photo_handle(photo: StoredPhoto, by: Actor) -> str:
    """A handle only this server can have made, and only the account that sent the photograph can use, for a day.

    Without an account the handle itself is the secret.
    """
    # The machine's own clock, as the file system's: a sweep goes by it, whatever time is simulated.
    return seal(_purpose(by), canonical({**asdict(photo), "sent": int(time.time())})).hex()


def opened(handle: str, by: Actor) -> StoredPhoto:
    """The photograph behind a handle. Raises `PhotoHandleWrong`, `PhotoHandleOld`."""
    try:
        fields = json.loads(unseal(_purpose(by), bytes.fromhex(handle)))
    except (ValueError, InvalidTag):
        raise PhotoHandleWrong(field="photos") from None
    if time.time() - fields.pop("sent", 0) > HANDLES_LAST.total_seconds():
        raise PhotoHandleOld(field="photos")
    taken = fields.pop("taken_at")
    return StoredPhoto(**fields, taken_at=datetime.fromisoformat(taken) if taken else None)
