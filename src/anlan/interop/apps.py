"""Registers what this room offers to others."""

from django.apps import AppConfig


class InteropConfig(AppConfig):
    """The interop room."""

    name = "anlan.interop"
    label = "interop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """How an import is taken back."""
        from anlan.interop.importing.undoing import register_compensators  # noqa: PLC0415

        register_compensators()
