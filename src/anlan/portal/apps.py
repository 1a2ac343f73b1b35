"""Registers what this room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kit.navigation import Entry, Kind, entries


class PortalConfig(AppConfig):
    """The portal room."""

    name = "anlan.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its entries in the head of every page."""
        for order, (name, title, unless) in enumerate(
            (
                ("report", _("Report"), None),
                ("ask", pgettext_lazy("menu", "Ask"), None),
                ("track", _("Track"), None),
                ("community", _("My community"), None),
                ("map", _("Map"), "cases.search"),
            )
        ):
            entry = Entry(title, f"portal:{name}", order=order, unless=unless, kind=Kind.RESIDENTS)
            entries.add(f"portal.{name}", entry)
