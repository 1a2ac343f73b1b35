"""`locate`: the index file of the present boundaries, built once, shared by every process."""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

import numpy as np
from django.conf import settings
from numpy.typing import ArrayLike, NDArray

from anlan.places.holding import outside, unlocated
from anlan.places.locator import IndexDamaged, Locator, Shape, load, pack
from anlan.places.models import BoundaryVersion, Level, Place
from anlan.places.present import Boundaries, boundaries

_DEPTH = {level: depth for depth, level in enumerate(Level.values, start=1)}
_KEEP = 2  # the present file and the one a slower process may still read
_held: dict[tuple[int, str, Path], Locator] = {}
_guard = Lock()


def open_shapes(district: int) -> list[Shape]:
    """The open boundaries of a district (six digits), by code."""
    rows = Place.objects.filter(district=district, valid_to=None, geometry__isnull=False).order_by("code")
    found = rows.values_list("code", "level", "geometry")
    shapes = found.iterator(chunk_size=2000)
    return [Shape(code, _DEPTH[level], bytes(wkb)) for code, level, wkb in shapes if wkb is not None]


def hash_of(shapes: Iterable[Shape]) -> str:
    """SHA-256 over codes and WKB in order of code: the name of one state of the boundaries."""
    digest = sha256()
    for shape in shapes:
        digest.update(shape.code.to_bytes(8, "big") + len(shape.wkb).to_bytes(8, "big") + shape.wkb)
    return digest.hexdigest()


def locator(district: int | None = None) -> Locator | None:
    """The locator of the present boundaries, for loops over many points; None where nothing has a
    boundary.
    """
    return locator_of(boundaries(district or settings.ANLAN_DISTRICT))


def locator_of(present: Boundaries) -> Locator | None:
    """The locator of boundaries that were asked for already."""
    return _file_of(present.district, present.hash) if present.polygons else None


def locate(lons: ArrayLike, lats: ArrayLike, *, district: int | None = None) -> NDArray[np.int64]:
    """Place codes of WGS 84 points, arrays of one length: the deepest place that holds each.

    Beyond every boundary: `outside(district)`; a district without boundaries: `unlocated(district)`. On a
    shared border the lowest code answers. `district` (six digits) defaults to the installation's. NaN is
    outside.
    """
    x, y = np.asarray(lons, dtype=np.float64), np.asarray(lats, dtype=np.float64)
    found = locator(district)
    if found is None:
        return np.full(x.shape, unlocated(district or settings.ANLAN_DISTRICT), dtype=np.int64)
    return found.locate(x, y)


def locate_one(lon: float, lat: float, *, district: int | None = None) -> int:
    """`locate` for one point."""
    return locate_in(boundaries(district or settings.ANLAN_DISTRICT), lon, lat)


def locate_in(present: Boundaries, lon: float, lat: float) -> int:
    """`locate_one` in boundaries that were asked for already."""
    found = locator_of(present)
    return unlocated(present.district) if found is None else found.one(lon, lat)


def _file_of(district: int, digest: str) -> Locator:
    key = (district, digest, settings.STATE)
    held = _held.get(key)
    if held is not None:
        return held
    path = Path(settings.STATE) / "locate" / f"{district}-{digest}.npy"
    with _guard:
        if key not in _held:
            for old in [known for known in _held if known[0] == district]:
                del _held[old]
            _held[key] = _load_or_build(path, district, digest)
        return _held[key]


def _load_or_build(path: Path, district: int, digest: str) -> Locator:
    missing = outside(district)
    try:
        return load(path, missing)
    except IndexDamaged:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    with _builder(path.parent / f"{district}.lock"):
        try:
            return load(path, missing)  # another process built it while this one waited
        except IndexDamaged:
            shapes = open_shapes(district)
            if hash_of(shapes) != digest:  # the boundaries moved on since the version was read
                return _newer(district, digest)
            _write(path, pack(shapes))
            _sweep(path, district)
            return load(path, missing)


def _newer(district: int, digest: str) -> Locator:
    newest = (
        BoundaryVersion.objects.filter(district=district).order_by("-number").values_list("hash", flat=True)
    )
    shapes = open_shapes(district)
    now, made = newest.first(), hash_of(shapes)
    if now == digest or now != made:
        raise RuntimeError(f"the boundaries of {district} do not match their version {now}")
    path = Path(settings.STATE) / "locate" / f"{district}-{made}.npy"
    _write(path, pack(shapes))
    return load(path, outside(district))


@contextmanager
def _builder(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: NDArray[np.uint8]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".building-", suffix=".npy")
    try:
        with os.fdopen(handle, "wb") as target:
            np.save(target, data, allow_pickle=False)
            target.flush()
            os.fsync(target.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sweep(path: Path, district: int) -> None:
    files = sorted(path.parent.glob(f"{district}-*.npy"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in [file for file in files if file != path][_KEEP - 1 :]:
        old.unlink(missing_ok=True)
