"""Read a staged file into plain features, through a confined process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from anlan.kit.texts import Text
from anlan.places.boundaries.limits import Limits
from anlan.places.errors import FileTooLarge, FileUnreadable

_CHILD = Path(__file__).with_name("gdal_child.py")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "64",
    "OGR_ORGANIZE_POLYGONS": "DEFAULT",
}
_TOO_HEAVY = Text(zh="读取时超出了时间或内存限制", en="reading it took too much time or memory")
_BROKEN = Text(zh="内容已损坏或格式不对", en="its content is broken")
_LAYERS = Text(zh="文件应当正好有一个空间图层", en="it must hold exactly one layer with geometry")

Value = str | int | float | None


@dataclass(frozen=True)
class Layer:
    """`rows[i]` maps fields to values, `wkb[i]` is its geometry in the file's own frame, or None."""

    crs: str | None
    fields: tuple[str, ...]
    rows: tuple[dict[str, Value], ...]
    wkb: tuple[bytes | None, ...]


def read_layer(dataset: Path, folder: Path, limits: Limits) -> Layer:
    """The one layer of `dataset`. Raises `FileUnreadable`, `FileTooLarge` (more features than allowed)."""
    command = [sys.executable, "-I", str(_CHILD), str(dataset), str(folder)]
    command += [str(limits.memory), str(limits.seconds), str(limits.features)]
    try:
        done = subprocess.run(
            command,
            env=_ENVIRONMENT,
            cwd=folder,
            capture_output=True,
            timeout=limits.seconds + 15,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileUnreadable(why=_TOO_HEAVY, field="file") from None
    if done.returncode:
        raise FileUnreadable(why=_why(done), field="file")
    return _layer(folder, limits)


def _why(done: subprocess.CompletedProcess[bytes]) -> Text:
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode < 0 or "MemoryError" in said or "bad_alloc" in said:
        return _TOO_HEAVY
    return _LAYERS if said.startswith("layers:") else _BROKEN


def _layer(folder: Path, limits: Limits) -> Layer:
    found = json.loads((folder / "layer.json").read_text(encoding="utf-8"))
    lengths: list[int] = found["lengths"]
    if len(lengths) > limits.features:
        raise FileTooLarge(limit=f"{limits.features} features", field="file")
    blob, at, shapes = (folder / "layer.wkb").read_bytes(), 0, []
    for length in lengths:
        shapes.append(blob[at : at + length] or None)
        at += length
    fields: list[str] = found["fields"]
    columns: list[list[Value]] = found["columns"]
    rows = (
        tuple(dict(zip(fields, values, strict=True)) for values in zip(*columns, strict=True))
        if columns
        else tuple({} for _ in lengths)
    )
    return Layer(found["crs"], tuple(fields), rows, tuple(shapes))
