"""Registers what this room offers to others."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The places room."""

    name = "anlan.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Rooms below name places by their codes only; here they get the names. The map gets the boundaries."""
        from anlan.access.public import place_choices, place_names  # noqa: PLC0415
        from anlan.places.queries import names_of, places_to_choose  # noqa: PLC0415
        from anlan.places.tiles import boundaries  # noqa: PLC0415
        from anlan.places.tiles.layers import TileLayer, tile_layers  # noqa: PLC0415

        place_names.add("places", lambda code: names_of([code]).get(code))
        place_choices.add("places", places_to_choose)
        tile_layers.add(
            "boundaries",
            TileLayer(boundaries.draw, version=boundaries.version, finest=boundaries.FINEST),
        )
