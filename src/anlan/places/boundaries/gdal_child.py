"""Runs GDAL in a process of its own, so that a hostile file can take down nothing but this process.

Started by path with `python -I`, without our environment: it imports nothing of Anlan, knows no secret,
opens three drivers only (none that reaches a network) and lives within limits of memory, time and open files.

Usage: gdal_child.py DATASET OUT MEMORY SECONDS FEATURES; writes OUT/layer.json and OUT/layer.wkb.
"""

import json
import resource
import sys
from pathlib import Path

DRIVERS = frozenset({"GeoJSON", "GPKG", "ESRI Shapefile"})


def _limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def restrict() -> None:
    """Leave GDAL only our drivers. Exits when that did not work: better no import than an open door."""
    import pyogrio  # noqa: PLC0415  after the limits are set
    from pyogrio import _ogr  # noqa: PLC0415

    others = ",".join(name for name in pyogrio.list_drivers() if name not in DRIVERS)
    pyogrio.set_gdal_config_options({"GDAL_SKIP": others, "CPL_VSIL_SHOW_NETWORK_STATS": "NO"})
    _ogr._register_drivers()
    if set(pyogrio.list_drivers()) - DRIVERS:
        sys.exit("drivers")


def _plain(value: object) -> str | int | float | None:
    if value is None or value != value:  # noqa: PLR0124  NaN marks a missing number
        return None
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, str | int | float) else str(value)


def _named_crs(dataset: Path, crs: str | None) -> str | None:
    """GeoJSON without a `crs` member counts as unnamed: in China it is often GCJ-02 that does not say so."""
    if dataset.suffix == ".geojson":
        with dataset.open("rb") as handle:
            if b'"crs"' not in handle.read(4096):
                return None
    return crs


def main(dataset: Path, out: Path, most: int) -> None:
    """Read the first layer and write it plainly."""
    from pyogrio import list_layers  # noqa: PLC0415
    from pyogrio.raw import read  # noqa: PLC0415

    layers = list_layers(dataset)
    spatial = [str(name) for name, geometry in layers if geometry is not None]
    if len(spatial) != 1:
        sys.exit(f"layers:{len(spatial)}")
    meta, _, geometries, columns = read(
        dataset, layer=spatial[0], force_2d=True, max_features=most + 1, datetime_as_string=True
    )
    shapes = [bytes(wkb) if wkb is not None else b"" for wkb in geometries]
    layer = {
        "crs": _named_crs(dataset, meta["crs"]),
        "fields": [str(name) for name in meta["fields"]],
        "columns": [[_plain(value) for value in column] for column in columns],
        "lengths": [len(wkb) for wkb in shapes],
    }
    (out / "layer.wkb").write_bytes(b"".join(shapes))
    (out / "layer.json").write_text(json.dumps(layer), encoding="utf-8")


if __name__ == "__main__":
    _limit(int(sys.argv[3]), int(sys.argv[4]))
    restrict()
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[5]))
