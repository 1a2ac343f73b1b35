"""Places over HTTP: reading is open, managing is not."""

from ninja import Router

from anlan.places.api.boundaries import router as boundaries
from anlan.places.api.managing import router as managing
from anlan.places.api.reading import router as reading

router = Router(tags=["places"])
router.add_router("", boundaries)
router.add_router("", reading)
router.add_router("", managing)

__all__ = ["router"]
