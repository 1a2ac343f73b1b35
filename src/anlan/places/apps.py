"""Registers what this room offers to others."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The places room."""

    name = "anlan.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
