"""Places over HTTP: reading is open, managing is not."""

from anlan.places.api import boundaries, managing, reading
from anlan.places.api.routing import router

__all__ = ["boundaries", "managing", "reading", "router"]
