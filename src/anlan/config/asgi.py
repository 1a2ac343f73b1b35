"""What the `live` process runs: streams only. Pages and API are WSGI (docs/decisions/0001)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
django.setup()

from anlan.config.live.app import Live  # noqa: E402 - Django first

application = Live()
