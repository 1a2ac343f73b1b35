"""Registers what the cases room offers to others."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "anlan.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its section, references, reactions, flow steps and proof of ownership."""
        from anlan.cases import registering  # noqa: PLC0415

        registering.register()
