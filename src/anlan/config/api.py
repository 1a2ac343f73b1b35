"""The HTTP API: one document, one way of refusing."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from anlan.access.api import router as access
from anlan.access.public import Actor, actor_of
from anlan.cases.api import cases, verbs
from anlan.kit.errors import AnlanError, Invalid, Refused
from anlan.notices.api import router as notices
from anlan.parties.api import router as parties
from anlan.places.api import router as places


class FormNotOurs(Refused):
    """This request did not come from our own pages (CSRF). Reload the page and send it again."""


class BodyInvalid(Invalid):
    """“{field_name}” cannot be accepted: {reason}"""


def who(request: HttpRequest) -> Actor:
    """Everybody may call; what they may do is for the verbs to say. A session's unsafe request needs its CSRF token."""
    if request.user.is_authenticated and check_csrf(request, lambda: None) is not None:
        raise FormNotOurs
    return actor_of(request)


api = NinjaAPI(title="Anlan 安澜", version="1", auth=who, docs_url="/docs", urls_namespace="api")
api.add_router("", cases)
api.add_router("", verbs)
api.add_router("", access)
api.add_router("", places)
api.add_router("", parties)
api.add_router("", notices)


@api.exception_handler(AnlanError)
def refused(request: HttpRequest, error: AnlanError) -> HttpResponse:
    """A refusal with its rule, in the language of the request."""
    return api.create_response(request, error.as_json(), status=error.status)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What pydantic found, in the same shape as every other refusal; the first field is named."""
    first = error.errors[0]
    name = ".".join(str(part) for part in first["loc"][2:] or first["loc"][1:])
    found = BodyInvalid(field=name, field_name=name, reason=first["msg"])
    return api.create_response(request, found.as_json(), status=422)
