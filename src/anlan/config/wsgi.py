"""What the HTTP server runs: pages and API."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
application = get_wsgi_application()

# Everything is loaded before the first request, and stays: looking through it for garbage every thousand requests
# would stop all threads for a tenth of a second.
get_resolver().reverse_dict  # noqa: B018 - reads every address, and with them every view
gc.collect()
gc.freeze()
