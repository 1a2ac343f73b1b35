"""Registers what this room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """The parties room."""

    name = "anlan.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the sample district to flow tests, units to the forms of accounts, and the page of units."""
        from anlan.access.public import subject_numbers, unit_choices  # noqa: PLC0415
        from anlan.kit.navigation import Entry, Kind, entries  # noqa: PLC0415
        from anlan.parties import tiles  # noqa: PLC0415
        from anlan.parties.choosing import units_to_choose  # noqa: PLC0415
        from anlan.parties.flow import register_flow  # noqa: PLC0415
        from anlan.parties.queries import unit_id  # noqa: PLC0415
        from anlan.places.public import TileLayer, tile_layers  # noqa: PLC0415

        register_flow()
        tile_layers.add("premises", TileLayer(tiles.draw, seen_by=tiles.seen_by))
        subject_numbers.add("parties", unit_id)
        unit_choices.add("parties", units_to_choose)
        entries.add(
            "parties.units",
            Entry(_("Handling units"), "units_admin", "parties.manage", order=30, kind=Kind.SETUP),
        )
