"""Registers what this room offers to others."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices room."""

    name = "anlan.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
