"""Registers what the notices room offers to others."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices room."""

    name = "anlan.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its section of the language."""
        from anlan.notices.scheme import NOTICES  # noqa: PLC0415
        from anlan.schemes.public import sections  # noqa: PLC0415

        sections.add(NOTICES.name, NOTICES)
