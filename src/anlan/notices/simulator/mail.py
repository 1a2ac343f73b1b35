"""A mail server on loopback (as little of RFC 5321 as a sender needs): it keeps what it gets and delivers nothing."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_REPLIES = {
    "ok": "250 2.1.5 OK",
    "error_500": "554 5.3.0 Transaction failed",
    "too_fast": "451 4.7.1 Greylisted, try again in 2 minutes",
    "bounce": "550 5.1.1 The mailbox does not exist",
}
HOLD = 3.0


@dataclass
class MailServer:
    """The running server."""

    port: int
    scenario: str = "ok"
    mails: list[bytes] = field(default_factory=list)


def _handler(server: MailServer) -> type[socketserver.StreamRequestHandler]:
    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            """One session."""
            if server.scenario == "timeout":
                time.sleep(HOLD)
                return
            self._say("220 simulator ESMTP")
            while line := self.rfile.readline():
                word = line.decode("ascii", "replace").strip().upper()
                if word.startswith("QUIT"):
                    self._say("221 Bye")
                    return
                if word.startswith("DATA"):
                    self._say("354 Go on")
                    server.mails.append(self._data())
                    self._say("250 2.0.0 Queued as 4bXYZ")
                elif word.startswith("RCPT"):
                    self._say(_REPLIES[server.scenario])
                else:
                    self._say("250 OK")

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def _data(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            return b"".join(lines)

    return Session


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server for the length of a block."""
    made = MailServer(0)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
