"""Addresses of this room's pages, under /desk/admin/capabilities/."""

from django.urls import path

from anlan.schemes import web

app_name = "scheme_admin"
urlpatterns = [
    path("", web.all_versions, name="all"),
    path("compare/<slug:old>/<slug:new>/", web.compare_two, name="compare"),
    path("publish/<slug:name>/", web.publish_folder, name="publish"),
    path("withdraw/<slug:digest>/", web.withdraw_version, name="withdraw"),
    path("<slug:name>/", web.one, name="one"),
]
