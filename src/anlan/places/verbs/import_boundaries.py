"""Save inspected boundaries: all of them or none, as the next version."""

from datetime import datetime
from uuid import UUID

import numpy as np
import shapely
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.ids import new_id
from anlan.ledger.public import record
from anlan.places.boundaries.inspecting import same_as
from anlan.places.boundaries.mapping import Draft
from anlan.places.boundaries.report import BoundaryReport
from anlan.places.changing import adopt, hold_district, nearest, renew_boundaries
from anlan.places.errors import BoundariesMoved, BoundariesUnsound
from anlan.places.facts import ADDED, CHANGED, IMPORTED, Added, Changed, Imported
from anlan.places.holding import district_code
from anlan.places.models import BoundaryVersion, Level, Place, subject_of

_FIELDS = (
    "name_zh", "name_en", "source_key", "geometry", "west", "south", "east", "north", "crs", "crs_note",
    "version",
)  # fmt: skip


@transaction.atomic
def import_boundaries(*, report: BoundaryReport, by: Actor, at: datetime) -> BoundaryVersion | None:
    """Add and change the places of a sound report; returns the boundary version, None where nothing has a
    boundary.

    A place that the report does not name stays as it is. Needs `places.manage` for the district. Raises
    `BoundariesUnsound` (the report has blocking faults), `BoundariesMoved` (something was saved since it was
    made).
    """
    require(by, "places.manage", place=district_code(report.district))
    if not report.sound:
        raise BoundariesUnsound(count=report.blocking, first=report.faults[0].text, field="file")
    hold_district(district_code(report.district))
    held = {place.code: place for place in Place.objects.filter(district=report.district)}
    _check_unmoved(report, held)
    added = _add(report, held, at)
    changed = _change(report, held)
    version = renew_boundaries(report.district, at)
    _record(report, added, changed, version, by=by, at=at)
    return version


def _check_unmoved(report: BoundaryReport, held: dict[int, Place]) -> None:
    newest = BoundaryVersion.objects.filter(district=report.district).order_by("-number").first()
    known = [draft for draft in report.drafts if draft.code in held]
    same = sum(same_as(draft, held[draft.code]) for draft in known)
    unmoved = (
        report.base == (newest.number if newest else 0)
        and report.added == len(report.drafts) - len(known)
        and report.same == same
        and all(held[draft.code].valid_to is None for draft in known)
    )
    if not unmoved:
        raise BoundariesMoved(field="file")


def _add(report: BoundaryReport, held: dict[int, Place], at: datetime) -> list[Place]:
    fresh = [draft for draft in report.drafts if draft.code not in held]
    above = {code for code, place in held.items() if place.valid_to is None} | {draft.code for draft in fresh}
    rows = []
    for draft in fresh:
        row = Place(
            code=draft.code, district=report.district, level=draft.level, valid_from=at,
            parent_id=nearest(draft.code, above),
        )  # fmt: skip
        _put(row, draft, report)
        rows.append(row)
    Place.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        if row.level != Level.GRID:
            adopt(row.code, row.parent_id)
    return rows


def _change(report: BoundaryReport, held: dict[int, Place]) -> list[Place]:
    rows = []
    for draft in report.drafts:
        place = held.get(draft.code)
        if place is None or same_as(draft, place):
            continue
        _put(place, draft, report)
        place.version += 1
        rows.append(place)
    Place.objects.bulk_update(rows, _FIELDS, batch_size=500)
    return rows


def _put(place: Place, draft: Draft, report: BoundaryReport) -> None:
    place.name_zh, place.name_en = draft.name_zh, draft.name_en
    place.source_key = draft.key or place.source_key
    if draft.wkb is not None:
        place.geometry, place.crs, place.crs_note = draft.wkb, report.crs, report.crs_note
        bounds = np.asarray(shapely.bounds(shapely.from_wkb(draft.wkb))).tolist()
        place.west, place.south, place.east, place.north = bounds


def _record(
    report: BoundaryReport, added: list[Place], changed: list[Place], version: BoundaryVersion | None, *,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    batch: UUID = new_id()
    for row in added:
        record(
            ADDED, subject=subject_of(row.code), by=by.ref, at=at, place=row.code, batch=batch, first=True,
            payload=Added(code=row.code, level=Level(row.level), parent=row.parent_id),
        )  # fmt: skip
    for row in changed:
        payload = Changed(code=row.code, version=row.version)
        record(
            CHANGED,
            subject=subject_of(row.code),
            by=by.ref,
            at=at,
            place=row.code,
            batch=batch,
            payload=payload,
        )
    code = district_code(report.district)
    imported = Imported(
        district=report.district, number=version.number if version else 0,
        hash=version.hash if version else "", digest=report.digest, crs=report.crs,
        added=len(added), changed=len(changed),
    )  # fmt: skip
    record(IMPORTED, subject=subject_of(code), by=by.ref, at=at, place=code, batch=batch, payload=imported)
