"""The HTTP API: one document, one way of refusing."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.utils import check_csrf

from anlan.access.api import router as access
from anlan.access.public import Actor, actor_of
from anlan.cases.api import cases, verbs
from anlan.config.demo.api import router as demonstration
from anlan.kit.errors import AnlanError, Invalid, Refused
from anlan.kit.words import TextUnreadable
from anlan.measures.api import router as measures
from anlan.notices.api import router as notices
from anlan.parties.api import router as parties
from anlan.places.api import router as places
from anlan.portal.public import LOOKS, REPORTS


class FormNotOurs(Refused):
    """This request did not come from our own pages (CSRF). Reload the page and send it again."""


class BodyInvalid(Invalid):
    """“{field_name}” cannot be accepted: {reason}"""


class BodyUnreadable(Invalid):
    """The body of this request is not JSON that can be read."""


# What pydantic says is English only; the commonest complaints have words in both languages.
_REASONS: dict[str, str | Promise] = {
    "missing": _("it is missing"),
    "extra_forbidden": _("it is not known here"),
    "string_type": _("it has to be text"),
    "int_parsing": _("it has to be a whole number"),
    "int_type": _("it has to be a whole number"),
    "float_parsing": _("it has to be a number"),
    "bool_parsing": _("it has to be true or false"),
    "uuid_parsing": _("it is not an id"),
    "timezone_aware": _("a time needs its zone, such as +08:00"),
    "too_long": _("there are too many"),
    "string_too_long": _("it is too long"),
    "string_too_short": _("it is too short"),
}


def storable(given: Any) -> Any:
    """`given` as it came. Raises `TextUnreadable` where a text or a key in it cannot be stored (NUL, half a
    surrogate pair), naming the outermost field.
    """
    waiting = [("", given)]
    while waiting:
        field, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(field or str(key), part) for key, part in value.items()]
            waiting += [(field or "body", key) for key in value]
        elif isinstance(value, list):
            waiting += [(field, part) for part in value]
        elif isinstance(value, str):
            if "\x00" in value:
                raise TextUnreadable(field=field or None, what="NUL")
            if any("\ud800" <= letter <= "\udfff" for letter in value):
                raise TextUnreadable(field=field or None, what="half of a surrogate pair")
    return given


class CarefulParser(Parser):
    """What no table can hold is refused at the door: in every body, form and query."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The JSON body."""
        return cast(dict[str, Any], storable(super().parse_body(request)))

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """A query, a form, or uploaded files."""
        return cast(dict[str, Any], storable(super().parse_querydict(data, list_fields, request)))


_PACED = {
    ("POST", "/api/cases"): REPORTS,
    ("POST", "/api/photos"): REPORTS,
    ("GET", "/api/similar"): LOOKS,
    ("POST", "/api/join"): REPORTS,
}


# Who has a session could otherwise try secrets by it without end.
_PACED_FOR_ALL = frozenset({("POST", "/api/join")})


def who(request: HttpRequest) -> Actor:
    """Everybody may call; what they may do is for the verbs to say. A session's unsafe request needs its CSRF token,
    and what costs disk, a case or a search is paced for those without an account, “me too” for everybody.
    """
    asked = (request.method or "", request.path)
    if (pace := _PACED.get(asked)) and (asked in _PACED_FOR_ALL or not request.user.is_authenticated):
        pace.step(request)
    if request.user.is_authenticated and check_csrf(request, lambda: None) is not None:
        raise FormNotOurs
    return actor_of(request)


who.csrf = True  # type: ignore[attr-defined]  # so that the page at /api/docs sends the token with what is tried there

api = NinjaAPI(
    title="Anlan 安澜", version="1", auth=who, docs_url="/docs", urls_namespace="api", parser=CarefulParser()
)
api.add_router("", cases)
api.add_router("", verbs)
api.add_router("", access)
api.add_router("", places)
api.add_router("", parties)
api.add_router("", notices)
api.add_router("", measures)
api.add_router("", demonstration)


@api.exception_handler(AnlanError)
def refused(request: HttpRequest, error: AnlanError) -> HttpResponse:
    """A refusal with its rule, in the language of the request."""
    answer = api.create_response(request, error.as_json(), status=error.status)
    for name, value in error.headers().items():
        answer[name] = value
    return answer


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps whatever the parser raised."""
    cause = error.__cause__
    return refused(request, cause if isinstance(cause, AnlanError) else BodyUnreadable())


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What pydantic found, in the same shape as every other refusal; the first field is named."""
    first = error.errors[0]
    name = ".".join(str(part) for part in first["loc"][2:] or first["loc"][1:])
    reason = _REASONS.get(first["type"], first["msg"])
    found = BodyInvalid(field=name, field_name=name, reason=reason)
    return api.create_response(request, found.as_json(), status=422)
