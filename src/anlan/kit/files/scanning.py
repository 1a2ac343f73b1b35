"""Asking clamd whether a file carries something known to be bad: INSTREAM over TCP or a Unix socket (clamd(8)).

Decided: ours, and no package. The protocol is one command that has stayed as it is for fifteen years, and what matters
(one deadline for a whole file, a bounded answer, an early refusal that is still read) is what we would have to add to
`clamd` (last kept in 2014) or to `clamav-client`, which wraps several ways of scanning that we do not want.

`zINSTREAM\\0`, then pieces of (length in four bytes, big end first, and that many bytes), then four zeros; the answer
is one line that ends with a NUL.
"""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from anlan.kit.files.errors import ScannerAddressWrong, ScannerAway

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_CONNECT = 3.0  # seconds
_WHOLE = 60.0  # seconds for one file; clamd's own limits are in its configuration
_NO_CODE = re.compile(r"[^A-Za-z0-9_.:@+-]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said of a file. `signature`: what it found, as a code of at most 80 characters."""

    clean: bool
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A scanner at `host:port`, or at the Unix socket `path`. `whole`: seconds that one file may take."""

    host: str = ""
    port: int = 0
    path: str = ""
    whole: float = _WHOLE

    def scan(self, data: bytes) -> Verdict:
        """Have `data` looked at. Raises `ScannerAway` for no answer, a late one, or none that is a verdict."""
        ends = monotonic() + self.whole
        with self._connection(ends) as line:
            # It may stop listening, for instance because the file is longer than its limit: then it says so.
            with suppress(BrokenPipeError, ConnectionResetError):
                self._send(line, data, ends)
            said = self._answer(line, ends)
        if said.endswith(" FOUND"):
            found = said.removeprefix("stream: ").removesuffix(" FOUND")
            return Verdict(False, _NO_CODE.sub("_", found)[:80] or "unnamed")
        if said == "stream: OK":
            return Verdict(True)
        raise ScannerAway(why=_NO_CODE.sub(" ", said)[:120] or "an empty answer")

    def version(self) -> str:
        """Its program and the age of its signatures, in its own words. Raises `ScannerAway`."""
        ends = monotonic() + 2 * _CONNECT
        with self._connection(ends) as line:
            line.sendall(b"zVERSION\0")
            return self._answer(line, ends)[:120]

    def _send(self, line: socket.socket, data: bytes, ends: float) -> None:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            line.settimeout(_left(ends))
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))

    def _answer(self, line: socket.socket, ends: float) -> str:
        said = b""
        while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
            line.settimeout(_left(ends))
            more = line.recv(_LONGEST_ANSWER)
            if not more:
                break
            said += more
        return said.rstrip(b"\0\n").decode("utf-8", "replace").strip()

    def _opened(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=_CONNECT)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(_CONNECT)
            line.connect(self.path)
        except BaseException:
            line.close()
            raise
        return line

    @contextmanager
    def _connection(self, ends: float) -> Iterator[socket.socket]:
        """An open line; whatever breaks on it is the scanner's being away."""
        try:
            with self._opened() as line:
                line.settimeout(_left(ends))
                yield line
        except OSError as broken:  # timeouts too
            raise ScannerAway(why=" ".join(str(broken).split()) or type(broken).__name__) from broken


def _left(ends: float) -> float:
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def scanner_at(address: str) -> Clamd | None:
    """The scanner of a setting: `/run/clamav/clamd.ctl`, `clamd.example.cn:3310`, `[::1]:3310`; None for "".

    Raises `ScannerAddressWrong`.
    """
    given = address.strip()
    if not given:
        return None
    if given.startswith("/"):
        return Clamd(path=str(Path(given)))
    host, _, port = given.removeprefix("tcp://").rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ScannerAddressWrong(address=given[:120])
    return Clamd(host=host.strip("[]"), port=int(port))
