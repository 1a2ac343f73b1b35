"""The connections of all sessions, and answers read with no more care than a driver's calls need."""

import contextlib
import itertools
import re
import socket
from collections import deque
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple

import httpx

TIMEOUT = 30  # seconds
_SPREAD = 12  # connections
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KIND = re.compile(rb"\r\ncontent-type: *([^;\r]*)", re.IGNORECASE)


class Answer(NamedTuple):
    """What a call looks at of an answer."""

    status_code: int
    content_type: str
    content: bytes


def read_answer(sock: socket.socket) -> Answer:
    """The next answer of `sock`, to its end.

    Raises `OSError` when the other side ends before its answer, `ValueError` when it is not one we read.
    """
    got = b""
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(sock)
    head = got[: end + 2]
    length, kind = _LENGTH.search(head), _KIND.search(head)
    if length is None:
        raise ValueError("an answer without its length")
    whole = end + 4 + int(length[1])
    while len(got) < whole:
        got += _more(sock)
    return Answer(int(head[9:12]), kind[1].decode() if kind else "", got[end + 4 : whole])


def _more(sock: socket.socket) -> bytes:
    if got := sock.recv(65536):
        return got
    raise ConnectionResetError


class Connections(httpx.BaseTransport):
    """What all sessions share: they differ by their cookies only. Calls take the connections in turn.

    A connection stays with one web process, so a few that are used again and again would leave the others idle.
    Python's own client, because a replay makes fifty thousand small calls beside the server and httpx costs too much.
    """

    def __init__(self) -> None:
        self._idle: deque[HTTPConnection] = deque()
        self._made = itertools.count(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send over the connection that rested longest. Raises `httpx.TransportError`."""
        connection = self._connection(request.url)
        try:
            body = request.read()
            connection.request(
                request.method, request.url.raw_path.decode(), body, dict(request.headers.items())
            )
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise httpx.ReadError(type(error).__name__) from error
        self._idle.append(connection)
        return httpx.Response(answer.status, headers=answer.getheaders(), content=content)

    def exchange(self, url: httpx.URL, sent: bytes) -> Answer:
        """Send a whole request as it is, and read an answer that says how long it is. Raises `httpx.TransportError`.

        Most of what a driver's call costs otherwise is making and reading headers nobody looks at.
        """
        connection = self._connection(url)
        try:
            if connection.sock is None:
                connection.connect()
            connection.sock.sendall(sent)
            answer = read_answer(connection.sock)
        except (OSError, HTTPException, ValueError) as error:
            connection.close()
            raise httpx.ReadError(type(error).__name__) from error
        self._idle.append(connection)
        return answer

    def _connection(self, url: httpx.URL) -> HTTPConnection:
        """The one that rested longest, once as many were made as there are to be; until then a new one."""
        if next(self._made) > _SPREAD:
            with contextlib.suppress(IndexError):
                return self._idle.popleft()
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        return kind(url.host, url.port, timeout=TIMEOUT)

    def close(self) -> None:
        """Let go of all."""
        while self._idle:
            self._idle.popleft().close()
