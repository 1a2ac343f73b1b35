"""Addresses of the inbox, of what could not be sent, and of one's own ways."""

from django.urls import path

from anlan.notices.web import inbox, own, unsent

app_name = "notices"
urlpatterns = [
    path("desk/notices/", inbox.inbox, name="inbox"),
    path("desk/notices/read/", inbox.read, name="read"),
    path("desk/notices/failed/", unsent.failed, name="failed"),
    path("desk/notices/failed/<uuid:delivery>/", unsent.decide, name="decide"),
    path("account/notices/", own.preferences, name="own"),
    path("account/notices/address/", own.address, name="address"),
    path("account/notices/browser/", own.browser, name="browser"),
]
