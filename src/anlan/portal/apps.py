"""Registers what this room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from anlan.kit import navigation


class PortalConfig(AppConfig):
    """The portal room."""

    name = "anlan.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its entries in the head of every page."""
        navigation.entries.add("portal.report", navigation.Entry(_("Report"), "portal:report", order=60))
        navigation.entries.add("portal.ask", navigation.Entry(_("Who handles it?"), "portal:ask", order=61))
        navigation.entries.add("portal.track", navigation.Entry(_("Track"), "portal:track", order=62))
        navigation.entries.add(
            "portal.community", navigation.Entry(_("My community"), "portal:community", order=63)
        )
        navigation.entries.add(
            "portal.map", navigation.Entry(_("Map"), "portal:map", order=64, unless="cases.search")
        )
