"""Registers what this room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """The access room."""

    name = "anlan.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fact kinds, the facts that come from signing in, and who may follow which entry of the page's head."""
        import anlan.access.facts  # noqa: PLC0415
        import anlan.access.signing_in  # noqa: F401, PLC0415
        from anlan.access.rules import judge  # noqa: PLC0415
        from anlan.kit.navigation import Entry, Kind, entries, judges  # noqa: PLC0415

        judges.add("access", judge)
        for order, name, title, permission in (
            (20, "accounts", _("Accounts"), "access.read"),
            (21, "requests", _("Requests"), "access.read"),
            (22, "ledger", _("Ledger"), "ledger.read"),
            (45, "parked", _("Stuck work"), "config.doctor"),
        ):
            entry = Entry(title, f"access_admin:{name}", permission, order, kind=Kind.SETUP)
            entries.add(f"access.{name}", entry)
