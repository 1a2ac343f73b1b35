"""Bodies and answers of the places API."""

from datetime import datetime

from ninja import Schema
from pydantic import ConfigDict, Field

from anlan.places.models import BoundaryVersion, Level, Place, Succession

Code = int


class Body(Schema):
    """A body with a key we do not know is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


class PlaceOut(Schema):
    """A place without its boundary."""

    code: int
    level: Level
    name_zh: str
    name_en: str
    parent: int | None
    located: bool
    valid_from: datetime
    valid_to: datetime | None
    version: int

    @staticmethod
    def of(place: Place) -> "PlaceOut":
        """The answer for a row."""
        return PlaceOut(
            code=place.code,
            level=Level(place.level),
            name_zh=place.name_zh,
            name_en=place.name_en,
            parent=place.parent_id,
            located=place.west is not None,
            valid_from=place.valid_from,
            valid_to=place.valid_to,
            version=place.version,
        )


class LocatedOut(Schema):
    """Where a point lies. `place` is a holding code beyond every boundary; `path` goes from the district
    down.
    """

    place: int
    outside: bool
    path: list[PlaceOut]
    lon: float
    lat: float
    morton: int


class AddPlaceBody(Body):
    """A new place; its level and parent follow from the code."""

    code: int
    name_zh: str
    name_en: str


class RenameBody(Body):
    """New names and why."""

    name_zh: str
    name_en: str
    reason: str


class SucceedBody(Body):
    """Which places follow which."""

    old: list[int] = Field(min_length=1, max_length=200)
    new: list[int] = Field(min_length=1, max_length=200)
    kind: Succession.Kind
    reason: str


class SuccessionOut(Schema):
    """One step of a succession."""

    old: int
    new: int
    kind: Succession.Kind
    at: datetime
    reason: str

    @staticmethod
    def of(row: Succession) -> "SuccessionOut":
        """The answer for a row."""
        return SuccessionOut(
            old=row.old_id, new=row.new_id, kind=Succession.Kind(row.kind), at=row.at, reason=row.reason
        )


class VersionOut(Schema):
    """A state of the boundaries; number 0 when nothing has a boundary."""

    district: int
    number: int
    hash: str
    polygons: int

    @staticmethod
    def of(district: int, version: BoundaryVersion | None) -> "VersionOut":
        """The answer for a version, or for none."""
        if version is None:
            return VersionOut(district=district, number=0, hash="", polygons=0)
        return VersionOut(
            district=district, number=version.number, hash=version.hash, polygons=version.polygons
        )
