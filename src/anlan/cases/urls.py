"""Addresses of the operators' desk."""

from django.urls import path

from anlan.cases.calls.web.urls import call_patterns
from anlan.cases.web.calendars import calendars
from anlan.cases.web.case import case, contact, document, photo
from anlan.cases.web.colleagues import colleagues
from anlan.cases.web.doing import do, drop
from anlan.cases.web.file import file
from anlan.cases.web.handing import handover
from anlan.cases.web.inbox import desk
from anlan.cases.web.many import batch, batch_count, batch_do, batches
from anlan.cases.web.map import desk_map, here
from anlan.cases.web.migration import migration
from anlan.cases.web.own import draft, forget, keep
from anlan.cases.web.reroute import reroute
from anlan.cases.web.routing import all_routing, grids, routing
from anlan.cases.web.similar import similar
from anlan.cases.web.supervise import supervise, workload
from anlan.cases.web.typed import typed
from anlan.cases.web.why import why

app_name = "desk"
urlpatterns = [
    path("desk/", desk, name="inbox"),
    *call_patterns,
    path("desk/map/", desk_map, name="map"),
    path("desk/map/here/", here, name="map_here"),
    path("desk/admin/routing/", all_routing, name="routing_all"),
    path("desk/admin/routing/grids.json", grids, name="routing_grids"),
    path("desk/admin/routing/<slug:name>/", routing, name="routing"),
    path("desk/admin/units/<uuid:unit_id>/handover/", handover, name="handover"),
    path("desk/admin/calendars/", calendars, name="calendars"),
    path("desk/admin/migration/<slug:name>/", migration, name="migration"),
    path("desk/<int:number>/", case, name="case"),
    path("desk/<int:number>/do/<slug:verb>/", do, name="do"),
    path("desk/<int:number>/typed/", typed, name="typed"),
    path("desk/<int:number>/drop/<slug:key>/", drop, name="drop"),
    path("desk/<int:number>/file.pdf", file, name="file"),
    path("desk/<int:number>/draft/", draft, name="draft"),
    path("desk/supervise/", supervise, name="supervise"),
    path("desk/workload/", workload, name="workload"),
    path("desk/<int:number>/reroute/", reroute, name="reroute"),
    path("desk/batches/", batches, name="batches"),
    path("desk/batches/count/", batch_count, name="batch_count"),
    path("desk/batches/<uuid:batch>/", batch, name="batch"),
    path("desk/batches/<uuid:batch>/<slug:what>/", batch_do, name="batch_do"),
    path("desk/views/", keep, name="keep_view"),
    path("desk/views/forget/", forget, name="forget_view"),
    path("desk/<int:number>/contact/", contact, name="contact"),
    path("desk/<int:number>/document/<uuid:attachment>/", document, name="document"),
    path("desk/<int:number>/colleagues/", colleagues, name="colleagues"),
    path("desk/<int:number>/similar/", similar, name="similar"),
    path("desk/cases/<int:number>/why/", why, name="why"),
    path("desk/<int:number>/photo/<uuid:attachment>/<slug:size>/", photo, name="photo"),
]
