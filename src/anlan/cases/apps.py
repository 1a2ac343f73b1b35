"""Registers what the cases room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from anlan.kit import navigation
from anlan.kit.navigation import Entry, Kind


class CasesConfig(AppConfig):
    """The cases room."""

    name = "anlan.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its section, references, reactions, flow steps, proof of ownership, and the desk in the head of the page."""
        from anlan.cases import registering  # noqa: PLC0415

        registering.register()
        navigation.entries.add(
            "cases.desk", Entry(_("Inbox"), "desk:inbox", permission="cases.search", order=5)
        )
        navigation.entries.add(
            "cases.supervise",
            Entry(_("Supervision"), "desk:supervise", permission="cases.supervise", order=7),
        )
        navigation.entries.add("cases.map", Entry(_("Map"), "desk:map", permission="cases.search", order=6))
        navigation.entries.add(
            "cases.routing",
            Entry(_("Who owns what"), "desk:routing_all", "parties.manage", order=31, kind=Kind.SETUP),
        )
        navigation.entries.add(
            "cases.calendars",
            Entry(_("Calendars"), "desk:calendars", "parties.manage", order=32, kind=Kind.SETUP),
        )
