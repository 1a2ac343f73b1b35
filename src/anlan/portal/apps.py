"""Registers what this room offers to others."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal room."""

    name = "anlan.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
