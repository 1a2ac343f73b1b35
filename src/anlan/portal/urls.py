"""Addresses of the residents' pages."""

from django.urls import path

from anlan.portal import reporting, web

app_name = "portal"
urlpatterns = [
    path("", web.home, name="home"),
    path("report/", reporting.report, name="report"),
    path("report/photo/<str:reference>/", reporting.kept_photo, name="kept_photo"),
    path("report/outline.svg", reporting.outline_picture, name="outline"),
    path("receipt/<str:token>/", web.receipt, name="receipt"),
    path("track/", web.track, name="track"),
    path("track/<str:token>/", web.story, name="story"),
    path("track/<str:token>/photo/<str:attachment>/", web.own_photo, name="own_photo"),
    path("community/", web.community, name="community"),
]
