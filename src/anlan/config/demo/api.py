"""Whether this installation is a demonstration: asked before anything made up is sent to it."""

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.config.demo.mark import marked

router = Router(tags=["demonstration"])


class DemonstrationOut(Schema):
    """What the ledger says of itself."""

    demonstration: bool


@router.get("/demonstration", response=DemonstrationOut, summary="演示数据 Whether this is a demonstration")
def get_demonstration(request: HttpRequest) -> DemonstrationOut:
    """For everybody: every page of a demonstration says so too."""
    return DemonstrationOut(demonstration=marked())
