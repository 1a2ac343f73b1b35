"""Addresses of the kit: how a reader wants to read."""

from django.urls import path

from anlan.kit.reading import choose

app_name = "kit"
urlpatterns = [path("reading/", choose, name="reading")]
