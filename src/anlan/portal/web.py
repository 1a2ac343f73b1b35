"""The front page: what people come for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.portal.forms import TokenForm
from anlan.portal.neighbourhood import mine


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/`: report, ask, track, my neighbourhood."""
    return render(request, "portal/home.html", {"form": TokenForm(), "mine": mine(request)})
