"""Addresses under /account/."""

from django.urls import path

from anlan.access.web import own

app_name = "access"
urlpatterns = [
    path("", own.own_account, name="account"),
    path("start/", own.start, name="start"),
    path("glass/", own.glass, name="glass"),
]
