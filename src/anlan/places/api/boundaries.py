"""Boundaries in two steps: send the file and see the report; send it again with the report's digest to save
it.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile
from pydantic import Field

from anlan.access.public import actor_of, require
from anlan.kit import clock
from anlan.places.api.routing import router
from anlan.places.api.shapes import Body, VersionOut
from anlan.places.boundaries.inspecting import inspect_boundaries
from anlan.places.boundaries.limits import LIMITS
from anlan.places.boundaries.mapping import Fields
from anlan.places.boundaries.report import BoundaryReport
from anlan.places.errors import BoundariesMoved, FileTooLarge
from anlan.places.holding import district_code
from anlan.places.models import Level
from anlan.places.verbs.import_boundaries import import_boundaries

_PAIR = r"[^=,]+=(district|street|community|grid)"
_LEVELS = rf"^$|^{_PAIR}(,{_PAIR})*$"


class BoundaryForm(Body):
    """Which field of the file means what. `levels` is VALUE=level pairs with commas:
    `POST=grid,AREA=street`.
    """

    district: int = Field(ge=100_000, le=999_999)
    crs: str = ""
    name_zh: str
    name_en: str = ""
    code: str = ""
    key: str = ""
    parent: str = ""
    level: str = ""
    levels: str = Field("", pattern=_LEVELS)
    at_level: Level | None = None

    def fields(self) -> Fields:
        """The mapping the importer wants."""
        pairs = dict(pair.split("=", 1) for pair in self.levels.split(",") if pair)
        return Fields(
            name_zh=self.name_zh, name_en=self.name_en or None, code=self.code or None, key=self.key or None,
            parent=self.parent or None, level=self.level or None, at_level=self.at_level,
            levels={value: Level(level) for value, level in pairs.items()},
        )  # fmt: skip


class SaveForm(BoundaryForm):
    """The same, with the digest of the report that was seen."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


def _inspect(request: HttpRequest, form: BoundaryForm, file: UploadedFile) -> BoundaryReport:
    require(actor_of(request), "places.manage", place=district_code(form.district))
    if file.file is None or file.size is None or file.size > LIMITS.upload:
        raise FileTooLarge(limit=f"{LIMITS.upload // 1024**2} MB", field="file")
    return inspect_boundaries(file.file, district=form.district, fields=form.fields(), crs=form.crs or None)


@router.post("/places/boundaries/inspect", summary="检查边界 Inspect boundaries without saving")
def post_inspect(
    request: HttpRequest, form: Annotated[BoundaryForm, Form()], file: Annotated[UploadedFile, File()]
) -> dict[str, Any]:
    """The report, with `map`: gaps, overlaps and broken rings as GeoJSON."""
    report = _inspect(request, form, file)
    return {**report.as_json(), "map": report.geojson()}


@router.post(
    "/places/boundaries", response={201: VersionOut}, summary="导入边界 Save boundaries that were inspected"
)
def post_boundaries(
    request: HttpRequest, form: Annotated[SaveForm, Form()], file: Annotated[UploadedFile, File()]
) -> Any:
    """409 when the file or the boundaries are not those of the report."""
    report = _inspect(request, form, file)
    if report.digest != form.digest:
        raise BoundariesMoved(field="digest")
    version = import_boundaries(report=report, by=actor_of(request), at=clock.now())
    return Status(201, VersionOut.of(form.district, version))
