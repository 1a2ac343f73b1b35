"""Registers what this room offers to others."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """The schemes room."""

    name = "anlan.schemes"
    label = "schemes"
    default_auto_field = "django.db.models.BigAutoField"
