"""Puts the actor on every request, asked for only when somebody looks; pages as the one who signs in reads them."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from anlan.access.actors import actor_of
from anlan.access.models import Account
from anlan.kit.reading import COOKIE


class SignedInMiddleware(AuthenticationMiddleware):
    """`request.user` as Django finds it, from the account that was read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        """Opens nothing and asks nothing by itself."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _signed_in(request))  # type: ignore[assignment]


def _signed_in(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    if not hasattr(request, "_cached_user"):  # where Django keeps it
        request._cached_user = _of_session(request) or get_user(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined,no-any-return]


def _of_session(request: HttpRequest) -> Account | None:
    """The account when everything is as it should be; whatever else there is, Django's `get_user` decides."""
    session = request.session
    named, shown = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    account: Account | None = getattr(session, "account", None)
    if account is None or named != str(account.pk) or not account.is_active or not shown:
        return None
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    return account if constant_time_compare(shown, account.get_session_auth_hash()) else None


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
    # The default is no choice.
    language = account.language if account.language != settings.LANGUAGE_CODE else ""
    wanted = {settings.LANGUAGE_COOKIE_NAME: language, COOKIE: "large" if account.elder_mode else ""}
    for name, value in wanted.items():
        if value and name not in request.COOKIES:
            response.set_cookie(name, value, samesite="Lax", httponly=True, secure=request.is_secure())
