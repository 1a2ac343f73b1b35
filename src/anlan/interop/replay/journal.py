"""What was done, one line a step, so that a stopped replay goes on where it was."""

import json
import struct
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anlan.interop.errors import OtherReplay
from anlan.interop.replay.desks import UNKNOWN, Standing

_STAMP = struct.Struct("<q")


class Journal:
    """A line is written after Anlan has answered. One that is missing costs a question, never a double: reports carry
    their key and verbs their version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self.known: dict[str, Standing] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                self._read(line)
        self._file = path.open("a")

    def _read(self, line: str) -> None:
        try:
            request, number, state = json.loads(line)
        except ValueError:
            return  # the last line of a killed run may be half of one
        self.known[request] = Standing(number, state, version=UNKNOWN)

    def write(self, request: str, standing: Standing) -> None:
        """Note how far a request has come. Any thread may call."""
        with self._lock:
            self.known[request] = standing
            self._file.write(json.dumps([request, standing.number, standing.state]) + "\n")
            self._file.flush()

    def close(self) -> None:
        """No more lines."""
        self._file.close()


def same_replay(folder: Path, mark: dict[str, Any]) -> None:
    """Keep what is replayed here, and refuse another file or mapping in the same folder. Raises `OtherReplay`."""
    path = folder / "replay.json"
    text = json.dumps(mark, sort_keys=True)
    if not path.exists():
        path.write_text(text)
    elif path.read_text() != text:
        raise OtherReplay


def moment_of(path: Path) -> datetime | None:
    """Where the simulated clock in `path` stands; None when there is none yet."""
    try:
        (microseconds,) = _STAMP.unpack(path.read_bytes())
    except (FileNotFoundError, struct.error):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds) if microseconds else None
