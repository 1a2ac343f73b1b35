"""Registers what this room offers to others."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties room."""

    name = "anlan.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the sample district to flow tests."""
        from anlan.parties.flow import register_flow  # noqa: PLC0415

        register_flow()
