"""A small URLconf: the kit's pages without any room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from anlan.kit.errors import Conflict


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/base.html")


def conflict(request: HttpRequest) -> HttpResponse:
    raise Conflict


def broken(request: HttpRequest, token: str = "") -> HttpResponse:
    raise RuntimeError("the wire is cut")


urlpatterns = [
    path("", page, name="page"),
    path("other/", page, name="other"),
    path("api/", page),
    path("conflict/", conflict),
    path("broken/<str:token>/", broken),
    path("api/broken/", broken),
    path("", include("anlan.kit.urls")),
]
handler400 = "anlan.kit.web.bad_request"
handler500 = "anlan.kit.web.server_error"
