"""Composes the rooms once all of them are loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The room that knows all the others."""

    name = "anlan.config"
    label = "config"
