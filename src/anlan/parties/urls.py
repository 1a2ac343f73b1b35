"""Addresses of this room's pages, mounted at the root."""

from django.urls import URLPattern, URLResolver, path

from anlan.parties.web import scanned

urlpatterns: list[URLPattern | URLResolver] = [path("p/<slug:token>", scanned, name="premises_scanned")]
