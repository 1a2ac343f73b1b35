"""Registers what this room offers to others."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties room."""

    name = "anlan.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
