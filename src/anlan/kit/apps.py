"""The kit as a Django app, so that its templates and static files are found."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers nothing: the kit has no domain."""

    name = "anlan.kit"
    label = "kit"
