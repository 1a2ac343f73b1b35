"""Where files are kept: under the SHA-256 of their content, so the same bytes are kept once and nothing is
overwritten.
"""

import fcntl
import hashlib
import io
import os
import re
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from anlan.kit.files.errors import FileDamaged, FileMissing
from anlan.kit.ids import new_id

_NAME = re.compile(r"[0-9a-f]{64}")


class Size(NamedTuple):
    """How much is kept: number of files and their bytes."""

    files: int
    bytes: int


class Swept(NamedTuple):
    """What a sweep removed."""

    files: int
    bytes: int


class Store(Protocol):
    """What every store does; a folder today, S3 later. A name is the 64 hex digits of a SHA-256."""

    def put(self, data: bytes) -> str:
        """Keep `data` and return its name. When this returns, the bytes survive a power cut."""

    def read(self, name: str) -> bytes:
        """The bytes called `name`. Raises `FileMissing`, `FileDamaged`."""

    def open(self, name: str) -> BinaryIO:
        """The same as a stream for a response, which closes it. Raises what `read` raises."""

    def has(self, name: str) -> bool:
        """Whether `name` is kept."""

    def delete(self, name: str) -> bool:
        """Remove `name` for good (erasure); False when it was not there."""

    def names(self) -> Iterator[str]:
        """Every name that is kept, in no order."""

    def size(self) -> Size:
        """How much is kept."""

    def sweep(self, live: Container[str], *, grace: timedelta) -> Swept:
        """Remove what is not in `live` and was not put within `grace`."""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FolderStore:
    """A store in a folder: `ab/cd/<sha256>`. Several processes may work on one folder."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileMissing
        return self.root / name[:2] / name[2:4] / name

    def _folder(self, folder: Path) -> None:
        """Make `folder` and every missing one above it, each entry on disk before it is relied on."""
        if folder.is_dir():
            return
        self._folder(folder.parent)
        folder.mkdir(mode=0o750, exist_ok=True)
        _sync_folder(folder.parent)

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Shared for putting, alone for sweeping: a file that is put again must not be swept in that very moment."""
        self._folder(self.root / "tmp")
        handle = os.open(self.root / "tmp" / ".lock", os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(handle, kind)
            yield
        finally:
            os.close(handle)

    def put(self, data: bytes) -> str:
        """Keep `data`: written aside, synced, renamed, and the folder synced before its name is returned."""
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        with self._lock(fcntl.LOCK_SH):
            self._folder(path.parent)
            if path.is_file() and path.stat().st_size == len(data):
                os.utime(path)  # young again: whoever put it now has not tied it to anything yet
            else:
                self._write(path, data)
            _sync_folder(path.parent)
        return name

    def _write(self, path: Path, data: bytes) -> None:
        aside = self.root / "tmp" / str(new_id())
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes:
        """The bytes called `name`, checked against it. Raises `FileMissing`, `FileDamaged`."""
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            raise FileMissing from None
        if hashlib.sha256(data).hexdigest() != name:
            raise FileDamaged(name=name)
        return data

    def open(self, name: str) -> BinaryIO:
        """The bytes as a stream, checked as `read` checks them. Raises `FileMissing`, `FileDamaged`."""
        return io.BytesIO(self.read(name))

    def has(self, name: str) -> bool:
        """Whether `name` is kept; False for what is no name."""
        return bool(_NAME.fullmatch(name)) and self._path(name).is_file()

    def delete(self, name: str) -> bool:
        """Remove `name` for good; False when it was not there."""
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def _files(self) -> Iterator[Path]:
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name):
                yield path

    def names(self) -> Iterator[str]:
        """Every name that is kept, in no order."""
        return (path.name for path in self._files())

    def size(self) -> Size:
        """How much is kept. Looks at every file."""
        sizes = [path.stat().st_size for path in self._files()]
        return Size(len(sizes), sum(sizes))

    def sweep(self, live: Container[str], *, grace: timedelta) -> Swept:
        """Remove files not in `live` and not put within `grace`, and what broken writes left behind.

        Age is the file system's own: a simulated clock must not make a photograph old that was sent this minute.
        """
        oldest = time.time() - grace.total_seconds()
        files = size = 0
        for path in list(self._files()):
            if path.name in live:
                continue
            with self._lock(fcntl.LOCK_EX):
                found = path.stat() if path.exists() else None
                if found is not None and found.st_mtime < oldest:
                    path.unlink()
                    files, size = files + 1, size + found.st_size
        for left in (self.root / "tmp").glob("*"):
            if left.name != ".lock" and left.stat().st_mtime < oldest:
                left.unlink(missing_ok=True)
        return Swept(files, size)
