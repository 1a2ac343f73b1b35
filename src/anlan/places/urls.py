"""Addresses of the map's tiles, mounted at the root."""

from django.urls import URLPattern, URLResolver, path

from anlan.places.tiles.web import base, map_json, tile

app_name = "places"
urlpatterns: list[URLPattern | URLResolver] = [
    path("tiles/map.json", map_json, name="map"),
    path("tiles/base.pmtiles", base, name="base"),
    path("tiles/<str:layer>/<str:z>/<str:x>/<str:y>.mvt", tile, name="tile"),
]
