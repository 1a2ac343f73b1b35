"""Reports over HTTP from one signed-in account, as fast as they are answered: raw sockets, so that asking costs little.

Prints one line of JSON: how many were answered, and the milliseconds of each.

Run by bench_intake: intake_client.py PORT CONNECTIONS SECONDS SESSION, the body's JSON on standard input.
"""

import json
import os
import selectors
import socket
import sys
import time

_CSRF = "a" * 32


class Line:
    """One connection: what it waits for, and since when."""

    def __init__(self, port: int, head: str, bodies: list[bytes], number: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head, self.bodies, self.number, self.sent, self.got = head, bodies, number, 0, b""
        self.mark = os.urandom(6).hex()
        self.since = 0.0

    def send(self) -> None:
        """The next report, under a key of its own."""
        self.sent += 1
        body = self.bodies[(self.number * 7919 + self.sent) % len(self.bodies)]
        key = f"Idempotency-Key: {self.mark}-{self.sent}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.since = time.perf_counter()
        self.socket.sendall((self.head + key).encode() + body)

    def answered(self) -> bool:
        """Read what has come; whether it is a whole answer. Raises when the report was not taken."""
        self.got += self.socket.recv(65536)
        head, end, rest = self.got.partition(b"\r\n\r\n")
        if not end:
            return False
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        if len(rest) < length:
            return False
        if not self.got.startswith(b"HTTP/1.1 201"):
            raise SystemExit(self.got[:2000].decode(errors="replace"))
        self.got = rest[length:]
        return True


def drive(port: int, connections: int, seconds: float, session: str, bodies: list[bytes]) -> list[float]:
    """The milliseconds of every report answered within `seconds`."""
    head = (
        f"POST /api/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nReferer: http://127.0.0.1/\r\n"
        f"Cookie: sessionid={session}; csrftoken={_CSRF}\r\nX-CSRFToken: {_CSRF}\r\n"
    )
    waiting, took = selectors.DefaultSelector(), []
    lines = [Line(port, head, bodies, number) for number in range(connections)]
    for line in lines:
        waiting.register(line.socket, selectors.EVENT_READ, line)
        line.send()
    end, open_lines = time.perf_counter() + seconds, len(lines)
    while open_lines:
        for ready, _ in waiting.select():
            line = ready.data
            if not line.answered():
                continue
            now = time.perf_counter()
            if now <= end:
                took.append((now - line.since) * 1000)
                line.send()
            else:
                waiting.unregister(line.socket)
                line.socket.close()
                open_lines -= 1
    return took


if __name__ == "__main__":
    port_, connections_, seconds_, session_ = sys.argv[1:]
    texts = [json.dumps(body).encode() for body in json.load(sys.stdin)]
    print(json.dumps(drive(int(port_), int(connections_), float(seconds_), session_, texts)))
