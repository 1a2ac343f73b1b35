"""Registers what the notices room offers to others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """The notices room."""

    name = "anlan.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its section of the language, its flow words, the alarm of a broken glass, and its pages in the head."""
        from anlan.access.public import Actor, alarms  # noqa: PLC0415
        from anlan.kit import navigation  # noqa: PLC0415
        from anlan.kit.navigation import Entry, Kind  # noqa: PLC0415
        from anlan.notices import facts, tasks  # noqa: F401, PLC0415
        from anlan.notices.alarms import sound  # noqa: PLC0415
        from anlan.notices.flow import register_flow  # noqa: PLC0415
        from anlan.notices.queries import unread_count  # noqa: PLC0415
        from anlan.notices.scheme import NOTICES  # noqa: PLC0415
        from anlan.schemes.public import sections  # noqa: PLC0415

        def unread(actor: object) -> int:
            return unread_count(actor) if isinstance(actor, Actor) else 0

        sections.add(NOTICES.name, NOTICES)
        alarms.add("notices", sound)
        register_flow()
        navigation.entries.add(
            "notices.inbox",
            Entry(_("Notices"), "notices:inbox", permission="cases.search", order=15, count=unread),
        )
        navigation.entries.add(
            "notices.failed",
            Entry(_("Not sent"), "notices:failed", permission="notices.manage", order=40, kind=Kind.SETUP),
        )
