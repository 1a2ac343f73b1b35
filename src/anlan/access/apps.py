"""Registers what this room offers to others."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The access room."""

    name = "anlan.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
