"""Addresses of the kit: its catalogue, and how a reader wants to read: large or not, in which language."""

from django.urls import path
from django.views.i18n import set_language

from anlan.kit.design import design
from anlan.kit.reading import choose

app_name = "kit"
urlpatterns = [
    path("design/", design, name="design"),
    path("reading/", choose, name="reading"),
    path("language/", set_language, name="language"),
]
