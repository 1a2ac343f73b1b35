"""The one public page of this room: where a QR code leads."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from anlan.kit import clock
from anlan.parties.queries import premises_by_token


@require_safe
def scanned(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - every view takes a request
    """Lead a resident who scanned the code to the report form with the premises filled in.

    A token that is unknown, replaced or closed is a 404 that says what to do.
    """
    found = premises_by_token(token, clock.now())
    return HttpResponseRedirect(f"/report/?{urlencode({'premises': found.token})}")
