"""Organisations, units and premises over HTTP."""

from ninja import Router

from anlan.parties.api.premises import router as premises
from anlan.parties.api.units import router as units

router = Router(tags=["parties"])
router.add_router("", units)
router.add_router("", premises)

__all__ = ["router"]
