"""The one router of this room: two routers cannot share a path."""

from ninja import Router

router = Router(tags=["places"])
