"""`/map/`: what is going on around, for everybody: nothing that points at a home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.cases.public import matters_by_street
from anlan.portal.pace import LOOKS


@require_GET
def public_map(request: HttpRequest) -> HttpResponse:
    """The map and, beside it, the same in words."""
    LOOKS.step(request)
    counted_at, streets = matters_by_street()
    return render(request, "portal/map.html", {"counted_at": counted_at, "streets": streets})
