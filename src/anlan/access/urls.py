"""Addresses under /account/."""

from django.urls import path

from anlan.access import web

app_name = "access"
urlpatterns = [
    path("", web.own_account, name="account"),
    path("start/", web.start, name="start"),
    path("glass/", web.glass, name="glass"),
]
