"""What an inspection found: what would be saved, and what is wrong, as JSON and on a map."""

import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import shapely

from anlan.kit.canonical import canonical
from anlan.places.boundaries.faults import Fault
from anlan.places.boundaries.mapping import Draft

_SHOWN = 500


@dataclass(frozen=True)
class BoundaryReport:
    """Shown before anything is saved. `base` is the boundary version it was compared with, 0 for none.

    `faults` holds the blocking ones first, then the largest, 500 at most; `counts` counts them all.
    """

    district: int
    crs: str
    crs_note: str
    base: int
    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    blocking: int
    added: int
    changed: int
    same: int
    untouched: int

    @property
    def sound(self) -> bool:
        """Whether it can be saved."""
        return self.blocking == 0

    @property
    def digest(self) -> str:
        """SHA-256 of what would be saved and on top of which version: names this report."""
        rows = [[d.code, d.name_zh, d.name_en, d.key, d.wkb] for d in self.drafts]
        return sha256(canonical([self.district, self.crs, self.base, rows])).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """For the API and the command line."""
        return {
            "district": self.district, "crs": self.crs, "crs_note": self.crs_note, "base": self.base,
            "digest": self.digest, "sound": self.sound, "blocking": self.blocking, "added": self.added,
            "changed": self.changed, "same": self.same, "untouched": self.untouched, "counts": self.counts,
            "faults": [fault.as_json() for fault in self.faults],
        }  # fmt: skip

    def geojson(self) -> dict[str, Any]:
        """The faults that have a shape or a point, as a FeatureCollection (RFC 7946) for a map."""
        return {
            "type": "FeatureCollection",
            "features": [_feature(one) for one in self.faults if _placed(one)],
        }


def chosen(faults: list[Fault]) -> tuple[tuple[Fault, ...], dict[str, int], int]:
    """The faults to show, how many of each kind there are, and how many block."""
    ordered = sorted(faults, key=lambda one: (not one.kind.blocking, -(one.area or 0.0), one.row or 0))
    counts = Counter(one.kind.value for one in faults)
    return tuple(ordered[:_SHOWN]), dict(sorted(counts.items())), sum(one.kind.blocking for one in faults)


def _placed(fault: Fault) -> bool:
    return fault.shape is not None or fault.point is not None


def _feature(fault: Fault) -> dict[str, Any]:
    if fault.shape is not None:
        geometry = json.loads(shapely.to_geojson(shapely.from_wkb(fault.shape)))
    else:
        geometry = {"type": "Point", "coordinates": list(fault.point or ())}
    return {"type": "Feature", "geometry": geometry, "properties": fault.as_json()}
