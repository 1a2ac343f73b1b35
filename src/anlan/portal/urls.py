"""Addresses of the residents' pages."""

from django.urls import path

from anlan.portal import asking, following, joining, neighbourhood, reporting, web
from anlan.portal.map import public_map

app_name = "portal"
urlpatterns = [
    path("", web.home, name="home"),
    path("map/", public_map, name="map"),
    path("report/", reporting.report, name="report"),
    path("report/suggest/", asking.suggest, name="suggest"),
    path("report/join/", joining.join, name="join"),
    path("report/photo/<str:reference>/", reporting.kept_photo, name="kept_photo"),
    path("report/outline.svg", reporting.outline_picture, name="outline"),
    path("ask/", asking.ask, name="ask"),
    path("receipt/<str:token>/", following.receipt, name="receipt"),
    path("track/", following.track, name="track"),
    path("track/<str:token>/", following.story, name="story"),
    path("track/<str:token>/photo/<str:attachment>/", following.own_photo, name="own_photo"),
    path("community/", neighbourhood.communities, name="community"),
    path("community/here/", neighbourhood.here, name="here"),
    path("community/<int:code>/", neighbourhood.one_place, name="place"),
]
