"""Addresses of the operators' desk."""

from django.urls import path

from anlan.cases.web.calendars import calendars
from anlan.cases.web.case import case, contact, do, photo
from anlan.cases.web.file import file
from anlan.cases.web.inbox import desk
from anlan.cases.web.map import desk_map, here
from anlan.cases.web.migration import migration
from anlan.cases.web.own import draft, forget, keep
from anlan.cases.web.routing import all_routing, routing
from anlan.cases.web.workload import supervision

app_name = "desk"
urlpatterns = [
    path("desk/", desk, name="inbox"),
    path("desk/map/", desk_map, name="map"),
    path("desk/map/here/", here, name="map_here"),
    path("desk/admin/routing/", all_routing, name="routing_all"),
    path("desk/admin/routing/<slug:name>/", routing, name="routing"),
    path("desk/admin/calendars/", calendars, name="calendars"),
    path("desk/admin/migration/<slug:name>/", migration, name="migration"),
    path("desk/<int:number>/", case, name="case"),
    path("desk/<int:number>/do/<slug:verb>/", do, name="do"),
    path("desk/<int:number>/file.pdf", file, name="file"),
    path("desk/<int:number>/draft/", draft, name="draft"),
    path("desk/workload/", supervision, name="workload"),
    path("desk/views/", keep, name="keep_view"),
    path("desk/views/forget/", forget, name="forget_view"),
    path("desk/<int:number>/contact/", contact, name="contact"),
    path("desk/<int:number>/photo/<uuid:attachment>/<slug:size>/", photo, name="photo"),
]
