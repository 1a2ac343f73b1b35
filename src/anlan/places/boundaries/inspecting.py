"""Inspect a file of boundaries, or features somebody built, without saving anything."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
import shapely

from anlan.places.boundaries.faults import Fault, FaultKind
from anlan.places.boundaries.limits import LIMITS, Limits
from anlan.places.boundaries.mapping import Draft, Feature, Fields, drafts_of, features_of
from anlan.places.boundaries.reading import read_layer
from anlan.places.boundaries.report import BoundaryReport, chosen
from anlan.places.boundaries.shapes import check_shapes
from anlan.places.boundaries.topology import Shapes, check_topology
from anlan.places.boundaries.upload import stage
from anlan.places.changing import nearest
from anlan.places.crs import named
from anlan.places.errors import CrsMissing
from anlan.places.holding import district_code
from anlan.places.models import BoundaryVersion, Level, Place
from anlan.places.queries import prefixes


def inspect_boundaries(
    source: IO[bytes], *, district: int, fields: Fields, crs: str | None = None, limits: Limits = LIMITS
) -> BoundaryReport:
    """Read GeoJSON, GeoPackage, Shapefile or a zip of one and report what an import would do and what is
    wrong.

    `crs` given wins over what the file says, because Chinese data often says WGS 84 and is GCJ-02. Raises
    `CrsMissing`, `CrsUnknown`, `FileUnreadable`, `FileTooLarge`, `FieldUnknown`.
    """
    known = named(crs) if crs else None  # a wrong name is told before the file is read
    with tempfile.TemporaryDirectory(prefix="anlan-boundaries-") as name:
        folder = Path(name)
        layer = read_layer(stage(source, folder, limits), folder, limits)
    said = named(layer.crs) if layer.crs and not known else None
    if known is None and said is None:
        raise CrsMissing(field="crs")
    note = f"file: {layer.crs.split(',')[0][:80]}" if layer.crs else "file: none"
    features = features_of(layer, fields)
    return inspect_features(
        features,
        district=district,
        crs=known or said or "",
        assigning=bool(fields.key),
        note=note,
        limits=limits,
    )


def inspect_features(
    features: Sequence[Feature], *, district: int, crs: str = "WGS84", assigning: bool = False,
    note: str = "", limits: Limits = LIMITS,
) -> BoundaryReport:  # fmt: skip
    """The same for features that were not read from a map file: police posts, a list of communities.

    `assigning`: give codes by `key`, `parent` and `level`; otherwise every feature has its `code`.
    """
    frame = named(crs)
    present = list(Place.objects.filter(district=district, holding=False).order_by("code"))
    keys = {place.source_key: place.code for place in present if place.source_key}
    drafts, faults = drafts_of(
        district, features, keys, {place.code for place in present}, assigning=assigning
    )
    drafts, shape_faults = check_shapes(drafts, frame, limits)
    faults += shape_faults
    held = {place.code: place for place in present}
    faults += _tree_faults(drafts, held)
    version = BoundaryVersion.objects.filter(district=district).order_by("-number").first()
    if not any(fault.kind.blocking for fault in faults):
        faults += check_topology(_together(drafts, present), _box(version))
    return _report((district, frame, note), version, drafts, faults, held)


def _tree_faults(drafts: list[Draft], held: dict[int, Place]) -> list[Fault]:
    faults, codes = [], {draft.code for draft in drafts}
    above = codes | {code for code, place in held.items() if place.valid_to is None}
    for draft in drafts:
        if draft.code in held and held[draft.code].valid_to is not None:
            faults.append(Fault(FaultKind.CODE_CLOSED, row=draft.row, codes=(draft.code,)))
        parent = nearest(draft.code, above)
        if draft.level == Level.DISTRICT:
            continue
        if parent is None:
            district = str(district_code(draft.code // 10**9))
            faults.append(Fault(FaultKind.PARENT_UNKNOWN, row=draft.row, codes=(draft.code,), what=district))
        elif parent != prefixes(draft.code)[0]:
            faults.append(Fault(FaultKind.LEVEL_SKIPPED, row=draft.row, codes=(draft.code,)))
    return faults


def _together(drafts: list[Draft], present: list[Place]) -> Shapes:
    """All open boundaries as they would be after the import."""
    wkb = {
        one.code: bytes(one.geometry) for one in present if one.valid_to is None and one.geometry is not None
    }
    wkb |= {draft.code: draft.wkb for draft in drafts if draft.wkb is not None}
    shapes = shapely.from_wkb(np.array(list(wkb.values()), dtype=object))
    return dict(zip(wkb, shapes, strict=True))


def _box(version: BoundaryVersion | None) -> tuple[float, float, float, float] | None:
    if version is None or version.west is None or version.south is None:
        return None
    return version.west, version.south, version.east or 0.0, version.north or 0.0


def same_as(draft: Draft, place: Place) -> bool:
    """Whether saving the draft would change nothing; a draft without a boundary leaves the present one."""
    names = (draft.name_zh, draft.name_en) == (place.name_zh, place.name_en)
    shape = draft.wkb is None or (place.geometry is not None and bytes(place.geometry) == draft.wkb)
    return names and shape and (not draft.key or draft.key == place.source_key)


def _report(
    about: tuple[int, str, str], version: BoundaryVersion | None, drafts: list[Draft],
    faults: list[Fault], held: dict[int, Place],
) -> BoundaryReport:  # fmt: skip
    district, crs, note = about
    shown, counts, blocking = chosen(faults)
    known = [draft for draft in drafts if draft.code in held]
    same = sum(same_as(draft, held[draft.code]) for draft in known)
    still = {code for code, place in held.items() if place.valid_to is None and place.level != Level.DISTRICT}
    return BoundaryReport(
        district=district, crs=crs if len(crs) <= 20 else "WKT", crs_note=note, base=version.number if version else 0,
        drafts=tuple(drafts), faults=shown, counts=counts, blocking=blocking, added=len(drafts) - len(known),
        changed=len(known) - same, same=same, untouched=len(still - {draft.code for draft in drafts}),
    )  # fmt: skip
