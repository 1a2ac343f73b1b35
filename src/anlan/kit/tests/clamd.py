"""A clamd for tests: it speaks the real protocol over TCP or a Unix socket, and knows one signature, EICAR's.

Commands in their `z` form (NUL-terminated), as clamd(8) describes them: PING, VERSION and INSTREAM with its limit.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# The test file every scanner knows (eicar.org), put together here so that no scanner mistakes this source for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Eicar-Signature"


class FakeClamd:
    """`address` is what `ANLAN_CLAMD` takes. `limit`: StreamMaxLength; `silent`: takes everything and never answers."""

    def __init__(
        self, path: Path | None = None, *, limit: int = 25 * 1024 * 1024, silent: bool = False
    ) -> None:
        family = socket.AF_UNIX if path else socket.AF_INET
        self._door = socket.socket(family, socket.SOCK_STREAM)
        self._door.bind(str(path) if path else ("127.0.0.1", 0))
        self._door.listen(8)
        self.address = str(path) if path else f"127.0.0.1:{self._door.getsockname()[1]}"
        self.limit, self.silent = limit, silent
        self.seen: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Go away: whoever asks next finds nobody."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                line, _who = self._door.accept()
            except OSError:
                return
            with line, suppress(OSError):
                line.settimeout(5)
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        command = _until_nul(line)
        if command == b"zPING":
            line.sendall(b"PONG\0")
        elif command == b"zVERSION":
            line.sendall(b"ClamAV 1.0.7/27400/Sun Nov 15 09:23:01 2026\0")
        elif command == b"zINSTREAM":
            said = self._take(line)
            if not self.silent:
                line.sendall(said + b"\0")
        else:
            line.sendall(b"UNKNOWN COMMAND\0")

    def _take(self, line: socket.socket) -> bytes:
        data = b""
        while length := struct.unpack("!L", _exactly(line, 4))[0]:
            if len(data) + length > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
            data += _exactly(line, length)
        self.seen.append(data)
        return f"stream: {SIGNATURE} FOUND".encode() if EICAR in data else b"stream: OK"


def _until_nul(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        said += _exactly(line, 1)
    return said[:-1]


def _exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise ConnectionResetError("the other side has gone")
        data += more
    return data


@contextmanager
def fake_clamd(path: Path | None = None, **how: object) -> Iterator[FakeClamd]:
    """One that goes away with the block."""
    clamd = FakeClamd(path, **how)  # type: ignore[arg-type]
    try:
        yield clamd
    finally:
        clamd.close()
