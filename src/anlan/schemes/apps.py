"""Registers what this room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemesConfig(AppConfig):
    """The schemes room: its own section, and the names others may refer to."""

    name = "anlan.schemes"
    label = "schemes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the documents section, the references this room knows, and its page."""
        from anlan.access.public import capability_choices  # noqa: PLC0415
        from anlan.kit.navigation import Entry, Kind, entries  # noqa: PLC0415
        from anlan.schemes import public  # noqa: F401, PLC0415 - its kinds of facts exist from the start
        from anlan.schemes.browsing import titles  # noqa: PLC0415
        from anlan.schemes.scheme import DOCUMENTS, document_codes, fact_names, provision_codes  # noqa: PLC0415
        from anlan.schemes.section import reference_sources, sections  # noqa: PLC0415

        capability_choices.add("schemes", titles)
        entries.add(
            "schemes.versions",
            Entry(_("Capabilities"), "scheme_admin:all", "cases.migrate", order=33, kind=Kind.SETUP),
        )
        sections.add(DOCUMENTS.name, DOCUMENTS)
        reference_sources.add("document", document_codes)
        reference_sources.add("provision", provision_codes)
        reference_sources.add("fact", fact_names)
