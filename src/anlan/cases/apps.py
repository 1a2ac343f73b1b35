"""Registers what this room offers to others."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "anlan.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
