"""What every page and answer has: safe headers, errors as pages, a little context."""

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from anlan.kit import clock, navigation, reading
from anlan.kit.errors import AnlanError
from anlan.kit.tiles.basemaps import Basemap
from anlan.kit.words import TextUnreadable

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data: blob:{hosts}; "
    "connect-src 'self'{hosts}{live}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

Handler = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger(__name__)


class SafeHeaders:
    """A strict content security policy on everything we send (OWASP ASVS 5.0, V3.4)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # Only the chosen base map's own servers, and none at all by default.
        base: Basemap | None = getattr(settings, "ANLAN_BASEMAP", None)
        hosts = "".join(f" {host}" for host in base.hosts) if base else ""
        self.policy = partial(_POLICY.format, hosts=hosts)

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy(live=_live(request)))
        # Desks are shared: what a view does not say itself may be kept is not kept (OWASP ASVS 5.0, V14.3).
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response


def _live(request: HttpRequest) -> str:
    """Without a proxy the live process has a port of its own: another origin on the same host."""
    port: int = getattr(settings, "ANLAN_LIVE_PORT", 0)
    if not port or settings.ANLAN_BEHIND_TLS:
        return ""
    try:
        host, _ = split_domain_port(request.get_host())
    except DisallowedHost:
        return ""
    return f" {request.scheme}://{host}:{port}"


class ErrorsAsPages:
    """An `AnlanError` that no view caught becomes a page, or JSON under /api/, with its own status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """No table holds NUL, so a form with it is refused before any view (under /api/ its parser sees to that)."""
        if request.path.startswith("/api/"):
            return None
        field = next((name for name, values in request.POST.lists() if _has_nul(name, *values)), None)
        if field is None:
            return None
        error = TextUnreadable(field=field.replace("\0", "")[:60], what="NUL")
        return render(request, "kit/error.html", {"error": error}, status=error.status)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this when a view raised; the transaction is rolled back already."""
        if not isinstance(error, AnlanError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(error.as_json(), status=error.status, headers=error.headers())
        answer = render(request, "kit/error.html", {"error": error}, status=error.status)
        for name, value in error.headers().items():
            answer[name] = value
        return answer


def _has_nul(*given: object) -> bool:
    return any("\0" in text for text in given if isinstance(text, str))


class SizeLimit:
    """A body larger than anything we take (ANLAN_LARGEST_BODY) is refused before a byte of it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.largest: int = getattr(settings, "ANLAN_LARGEST_BODY", 80 * 1024 * 1024)

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= self.largest:
            return self.get_response(request)
        return too_large(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """413 as a page in both languages, or as JSON under /api/."""
    if request.path.startswith("/api/"):
        body: dict[str, object] = {
            "error": "too_large",
            "message": "This is larger than can be taken.",
            "field": None,
            "details": {},
        }
        return JsonResponse(body, status=413)
    return render(None, "413.html", status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: Django answers an over-long form with 400 as well, which tells nobody what to do."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return too_large(request)
    return render(None, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: what went wrong is in the log of this process, under the reference that the page shows.

    Nothing of it is on the page (OWASP ASVS 5.0, V16.5.1), and no address in the log: some open a case.
    """
    reference = secrets.token_hex(4)
    route = request.resolver_match.route if request.resolver_match else "(no address)"
    _log.exception("%s /%s failed, reference %s", request.method, route, reference)
    if request.path.startswith("/api/"):
        body: dict[str, object] = {
            "error": "server_error",
            "message": "Something went wrong on our side.",
            "field": None,
            "details": {"reference": reference},
        }
        return JsonResponse(body, status=500)
    return render(None, "500.html", {"reference": reference}, status=500)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """For every template: `now`, the banners, how large the text is, who is reading and where they may go."""
    return {
        "now": clock.now(),
        "simulated": clock.is_simulated(),
        "demo": getattr(settings, "ANLAN_DEMO", False),
        "elder": reading.is_large(request),
        "head": SimpleLazyObject(lambda: navigation.head_for(request)),
        "actor_name": getattr(getattr(request, "actor", None), "name", ""),
    }
