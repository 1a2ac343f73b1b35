"""Puts the actor on every request, asked for only when somebody looks; pages as the one who signs in reads them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from anlan.access.actors import actor_of
from anlan.access.models import Account
from anlan.kit.reading import COOKIE


class ActorMiddleware:
    """`request.actor`; opens nothing and asks nothing by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django calls this for every request."""
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        account: Account | None = getattr(request, "signed_in", None)
        if account is not None:
            _as_they_read(request, response, account)
        return response


def _as_they_read(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """The account's language and size of text, on a machine where nobody chose one yet."""
    language = (
        account.language if account.language != settings.LANGUAGE_CODE else ""
    )  # the default is no choice
    wanted = {settings.LANGUAGE_COOKIE_NAME: language, COOKIE: "large" if account.elder_mode else ""}
    for name, value in wanted.items():
        if value and name not in request.COOKIES:
            response.set_cookie(name, value, samesite="Lax", httponly=True, secure=request.is_secure())
