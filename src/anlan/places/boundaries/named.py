"""A map file as names and shapes only, for comparisons: nothing of it is saved."""

import tempfile
from pathlib import Path
from typing import IO

import numpy as np
import shapely

from anlan.places.boundaries.limits import LIMITS, Limits
from anlan.places.boundaries.mapping import Fields, features_of
from anlan.places.boundaries.reading import read_layer
from anlan.places.boundaries.shapes import into_wgs84
from anlan.places.boundaries.upload import stage
from anlan.places.crs import named
from anlan.places.errors import CrsMissing


def named_shapes(
    source: IO[bytes], *, name: str, crs: str | None = None, limits: Limits = LIMITS
) -> tuple[list[str], list[bytes]]:
    """Names and WKB in WGS 84 of a file's features that have both, in its order; `crs` wins over what the file says.

    Raises what `inspect_boundaries` raises for a file that cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="anlan-boundaries-") as folder:
        layer = read_layer(stage(source, Path(folder), limits), Path(folder), limits)
    frame = crs or layer.crs
    if not frame:
        raise CrsMissing(field="crs")
    found = [one for one in features_of(layer, Fields(name_zh=name)) if one.wkb and one.name_zh]
    shapes = shapely.from_wkb(np.array([one.wkb for one in found], dtype=object))
    return [one.name_zh for one in found], list(shapely.to_wkb(into_wgs84(shapes, named(frame))))
