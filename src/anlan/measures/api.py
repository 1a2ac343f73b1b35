"""The measures over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from anlan.access.public import actor_of
from anlan.kit.codes import span
from anlan.measures.queries import DEFINITIONS, Asked, Hours, Share, figures

router = Router(tags=["measures"])
_Code = Annotated[str, Field(max_length=41)]


class MeasuresQuery(Schema):
    """What is looked at; the period is that in which a matter ended."""

    capability: _Code = ""
    category: _Code = ""
    clock: _Code = ""
    place: Annotated[int, Field(ge=10**14, lt=10**15)] | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class ShareOut(Schema):
    """A share with both its numbers; `left_out`: what is in neither, by reason."""

    value: float | None
    numerator: int
    denominator: int
    left_out: dict[str, int]
    definition: str


class HoursOut(Schema):
    """Hours that half, and nine in ten, of `of` matters do not pass."""

    median: float | None
    p90: float | None
    of: int
    left_out: dict[str, int]
    definition: str


class MeasuresOut(Schema):
    """`position`: the last fact that is counted, `at`: when it was."""

    on_time: ShareOut
    hours: HoursOut
    duplicates: ShareOut
    position: int
    at: datetime | None


def _share(code: str, share: Share) -> ShareOut:
    return ShareOut(
        value=share.value, numerator=share.numerator, denominator=share.denominator, left_out=share.left_out,
        definition=str(DEFINITIONS[code]),
    )  # fmt: skip


def _hours(hours: Hours) -> HoursOut:
    return HoursOut(
        median=hours.median,
        p90=hours.p90,
        of=hours.of,
        left_out=hours.left_out,
        definition=str(DEFINITIONS["hours"]),
    )


@router.get(
    "/measures", response=MeasuresOut, summary="度量 On time, hours to close, duplicates: in one's scope"
)
def get_measures(request: HttpRequest, asked: Annotated[MeasuresQuery, Query()]) -> Any:
    """Counted from facts; each number with what was left out of it."""
    given = asked.model_dump()
    given["place"] = span(asked.place) if asked.place else None
    found = figures(actor_of(request), Asked(**given))
    return MeasuresOut(
        on_time=_share("on_time", found.on_time),
        hours=_hours(found.hours),
        duplicates=_share("duplicates", found.duplicates),
        position=found.position,
        at=found.at,
    )
