"""Registers what this room offers to others."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger room."""

    name = "anlan.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
