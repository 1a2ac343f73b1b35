"""Registers what this room offers to others."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """The measures room: what is counted from facts, and the section of a capability that defines more."""

    name = "anlan.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the section and the names others may refer to."""
        from anlan.measures.scheme import MEASURES, measure_codes  # noqa: PLC0415
        from anlan.schemes.public import reference_sources, sections  # noqa: PLC0415

        sections.add(MEASURES.name, MEASURES)
        reference_sources.add("measure", measure_codes)
