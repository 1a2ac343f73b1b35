"""Take a boundary file in: counted while it is copied, unpacked by us and never by GDAL."""

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from anlan.kit.texts import Text
from anlan.places.boundaries.limits import Limits
from anlan.places.errors import FileTooLarge, FileUnreadable

_CHUNK = 256 * 1024
_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".geojson", ".json", ".gpkg"})
_WHOLE = frozenset({".shp", ".geojson", ".json", ".gpkg"})
_RATIO = 200  # GeoJSON of grids packs about 1:10; a bomb 1:1000

NOT_KNOWN = Text(zh="既不是 GeoJSON、GeoPackage，也不是 Shapefile", en="it is none of the three")
EMPTY = Text(zh="文件是空的", en="it is empty")
ENCRYPTED = Text(zh="压缩包已加密", en="the archive is encrypted")
BROKEN_ZIP = Text(zh="压缩包已损坏", en="the archive is broken")
ONE_LAYER = Text(zh="压缩包中应当正好有一个图层文件", en="the archive must hold exactly one layer")
INCOMPLETE = Text(
    zh="Shapefile 缺少 .shx 或 .dbf 文件，请整套打包", en="a Shapefile needs .shp, .shx and .dbf in one zip"
)


def stage(source: IO[bytes], folder: Path, limits: Limits) -> Path:
    """Copy `source` into `folder`, unpack a zip, and return the one data set, named for its driver.

    What it is is told by its first bytes, never by its name. Raises `FileTooLarge`, `FileUnreadable`.
    """
    upload = folder / "upload"
    with upload.open("wb") as target:
        _copy(source, target, limits.upload)
    with upload.open("rb") as handle:
        head = handle.read(64)
    if head.startswith(b"PK\x03\x04"):
        return _unpack(upload, folder, limits)
    return upload.rename(folder / f"boundaries{_kind(head)}")


def _kind(head: bytes) -> str:
    if head.startswith(b"SQLite format 3\x00"):
        return ".gpkg"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return ".geojson"
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise FileUnreadable(why=INCOMPLETE, field="file")
    raise FileUnreadable(why=NOT_KNOWN if text else EMPTY, field="file")


def _copy(source: IO[bytes], target: IO[bytes], most: int) -> int:
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise FileTooLarge(limit=f"{most // 1024**2} MB", field="file")
        target.write(chunk)
    return size


def _unpack(upload: Path, folder: Path, limits: Limits) -> Path:
    try:
        with zipfile.ZipFile(upload) as archive:
            return _unpack_members(archive, folder, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise FileUnreadable(why=BROKEN_ZIP, field="file") from error


def _unpack_members(archive: zipfile.ZipFile, folder: Path, limits: Limits) -> Path:
    members = [info for info in archive.infolist() if not info.is_dir() and _suffix(info) in _PARTS]
    declared = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if len(archive.infolist()) > limits.members:
        raise FileTooLarge(limit=f"{limits.members} files", field="file")
    if declared > limits.unpacked or declared > max(packed, 1) * _RATIO:
        raise FileTooLarge(limit=f"{limits.unpacked // 1024**2} MB", field="file")
    if any(info.flag_bits & 1 for info in members):
        raise FileUnreadable(why=ENCRYPTED, field="file")
    layers = [info for info in members if _suffix(info) in _WHOLE and not _is_apple_double(info)]
    if len(layers) != 1:
        raise FileUnreadable(why=ONE_LAYER, field="file")
    stem, left = PurePosixPath(layers[0].filename).with_suffix(""), limits.unpacked
    for info in members:
        if PurePosixPath(info.filename).with_suffix("") != stem:
            continue
        with archive.open(info) as source, (folder / f"boundaries{_suffix(info)}").open("wb") as target:
            left -= _copy(source, target, left)  # what is declared may be a lie, so count again
    (folder / "upload").unlink()
    return _complete(folder, _suffix(layers[0]))


def _complete(folder: Path, suffix: str) -> Path:
    path = folder / f"boundaries{suffix}"
    if suffix == ".shp":
        if not (path.with_suffix(".shx").exists() and path.with_suffix(".dbf").exists()):
            raise FileUnreadable(why=INCOMPLETE, field="file")
        return path
    with path.open("rb") as handle:
        kind = _kind(handle.read(64))
    return Path(shutil.move(path, folder / f"boundaries{kind}"))


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename.replace("\\", "/")).suffix.lower()


def _is_apple_double(info: zipfile.ZipInfo) -> bool:
    return PurePosixPath(info.filename).name.startswith("._")
