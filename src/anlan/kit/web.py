"""What every page and answer has: safe headers, errors as pages, a little context."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from anlan.kit import clock
from anlan.kit.errors import AnlanError

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

Handler = Callable[[HttpRequest], HttpResponse]


class SafeHeaders:
    """A strict content security policy on everything we send (OWASP ASVS 5.0, V3.4)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response


class ErrorsAsPages:
    """An `AnlanError` that no view caught becomes a page, or JSON under /api/, with its own status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this when a view raised; the transaction is rolled back already."""
        if not isinstance(error, AnlanError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(error.as_json(), status=error.status)
        return render(request, "kit/error.html", {"error": error}, status=error.status)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`now` and whether the clock is simulated, for every template."""
    return {"now": clock.now(), "simulated": clock.is_simulated()}
