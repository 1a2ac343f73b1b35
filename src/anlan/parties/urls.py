"""Addresses of this room's pages, mounted at the root."""

from django.urls import URLPattern, URLResolver, path

from anlan.parties.web import units
from anlan.parties.web.scanned import scanned

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:token>", scanned, name="premises_scanned"),
    path("desk/admin/units/", units.units, name="units_admin"),
    path("desk/admin/units/new/", units.new, name="unit_new"),
    path("desk/admin/units/<uuid:unit_id>/", units.unit, name="unit_admin"),
    path("desk/admin/units/<uuid:unit_id>/close/", units.close, name="unit_close"),
]
