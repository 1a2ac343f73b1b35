"""Talking to Anlan as its users do: the log-in page, a session, its CSRF token, the API."""

import base64
import contextlib
import hmac
import itertools
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import httpx

from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
from anlan.interop.replay.install import Desk

_BUSY = 429
_BROKEN = 500
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_SPREAD, _TIMEOUT = 12, 30
_SECOND_STEP = "/accounts/2fa/authenticate/"
_PERIOD = 30  # seconds a code is good for, and it is good once


A = TypeVar("A", bound="httpx.Response | Answer")


class Unanswered(Exception):
    """No answer, or one that says nothing about whether it was done: the server may or may not have done it."""


class Answer(NamedTuple):
    """What a call looks at of an answer."""

    status_code: int
    kind: str
    content: bytes


_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KIND = re.compile(rb"\r\ncontent-type: *([^;\r]*)", re.IGNORECASE)


def _answer(sock: socket.socket) -> Answer:
    """Raises `OSError` when the other side ends before its answer, `ValueError` when it is not one we read."""
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

    def exchange(self, url: httpx.URL, sent: bytes) -> "Answer":
        """Send a whole request as it is, and read an answer that says how long it is. Raises `httpx.TransportError`.

        Most of what a driver's call costs otherwise is making and reading headers nobody looks at.
        """
        connection = self._connection(url)
        try:
            if connection.sock is None:
                connection.connect()
            connection.sock.sendall(sent)
            answer = _answer(connection.sock)
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
        return kind(url.host, url.port, timeout=_TIMEOUT)

    def close(self) -> None:
        """Let go of all."""
        while self._idle:
            self._idle.popleft().close()


class Session:
    """One signed-in account. Signs in at its first call; may be used by several threads."""

    def __init__(
        self,
        address: str,
        desk: Desk,
        *,
        patience: float,
        stop: threading.Event,
        transport: Connections,
    ) -> None:
        self.desk, self._connections = desk, transport
        self._patience = patience
        self._stop = stop
        self._lock = threading.Lock()
        self._signed_in = False
        self._head = b""
        self._client = httpx.Client(
            base_url=address,
            timeout=_TIMEOUT,
            headers={"Accept-Language": "en", "Referer": address},
            trust_env=False,
            transport=transport,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        return self._sure(f"{method} {path}", lambda: self._client.request(method, path, **given))

    def _post(self, path: str, body: dict[str, Any], key: str = "") -> Answer:
        """A signed-in call, past everything that such a call does not need."""
        if not self._signed_in:
            self._sign_in()
        content = json.dumps(body).encode()
        named = b"Idempotency-Key: %s\r\n" % quote(key, safe="").encode() if key else b""
        sent = b"POST %s HTTP/1.1\r\n%s%sContent-Length: %d\r\n\r\n%s" % (
            path.encode(), self._head, named, len(content), content
        )  # fmt: skip
        return self._sure(f"POST {path}", lambda: self._connections.exchange(self._client.base_url, sent))

    def _sure(self, what: str, ask: Callable[[], A]) -> A:
        """The answer, when it says something."""
        try:
            answer = ask()
        except httpx.TransportError as error:
            raise Unanswered(type(error).__name__) from error
        if answer.status_code >= _BROKEN or answer.status_code == _BUSY:
            raise Unanswered(f"{answer.status_code} at {what}")
        return answer

    def _until_answered(self, attempt: Callable[[], A]) -> A:
        """Try again, ever more slowly, for as long as `patience`. Only for what may safely be sent twice."""
        pause, end = _FIRST_PAUSE, time.monotonic() + self._patience
        while True:
            try:
                return attempt()
            except Unanswered as reason:
                if time.monotonic() > end or self._stop.is_set():
                    raise NoAnswer(seconds=round(self._patience), reason=str(reason)) from reason
            self._stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _sign_in(self) -> None:
        with self._lock:
            if self._signed_in:
                return
            self._until_answered(lambda: self._send("GET", "/accounts/login/"))
            form = {
                "login": self.desk.username,
                "password": self.desk.password,
                "csrfmiddlewaretoken": self._token(),
            }
            answer = self._until_answered(lambda: self._send("POST", "/accounts/login/", data=form))
            if "sessionid" not in self._client.cookies:
                raise SignInFailed(name=self.desk.username, reason=str(answer.status_code))
            if answer.headers.get("location", "").startswith(_SECOND_STEP):
                self._second_step()
            self._head = self._headers()
            self._signed_in = True

    def _headers(self) -> bytes:
        """What every signed-in call carries; a session does not change any more."""
        url = self._client.base_url
        lines = {
            "Host": url.netloc.decode(),
            "Accept-Language": "en",
            "Referer": self._client.headers["Referer"],
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._client.cookies.items()),
            "X-CSRFToken": self._token(),
            "Content-Type": "application/json",
        }
        return "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()

    def _second_step(self) -> None:
        """The code of the authenticator; when it was used already, the next one."""
        for attempt in range(2 if self.desk.secret else 0):
            if attempt:
                self._stop.wait(_PERIOD - time.time() % _PERIOD)
            form = {"code": totp(self.desk.secret, time.time()), "csrfmiddlewaretoken": self._token()}
            answer = self._until_answered(lambda: self._send("POST", _SECOND_STEP, data=form))  # noqa: B023
            if answer.is_redirect:
                return
        raise SignInFailed(name=self.desk.username, reason="second factor")

    def _token(self) -> str:
        return self._client.cookies.get("csrftoken") or ""

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a read. Raises `CallFailed`, `NoAnswer`."""
        if not self._signed_in:
            self._sign_in()
        return _good(path, _plain(self._until_answered(lambda: self._send("GET", path, params=query))))

    def peek(self, path: str) -> Any:
        """The JSON of a read that anybody may do, without signing in. Raises `CallFailed`, `NoAnswer`."""
        return _good(path, _plain(self._until_answered(lambda: self._send("GET", path))))

    def report(self, body: dict[str, Any], key: str) -> Any:
        """Report with an idempotency key, as often as it takes: the key keeps it one.

        Raises `CallFailed`, `NoAnswer`.
        """
        return _good("/api/cases", self._until_answered(lambda: self._post("/api/cases", body, key)))

    def pause(self, seconds: float) -> None:
        """Wait a moment before asking again; less when the replay is being stopped."""
        self._stop.wait(seconds)

    def once(self, path: str, body: dict[str, Any]) -> Any:
        """Send a verb once. Raises `Unanswered` when it is unknown whether it was done, `CallFailed` when refused."""
        return _good(path, self._post(path, body))


def totp(secret: str, at: float) -> str:
    """The code of an authenticator at a moment (RFC 6238: SHA-1, 30 seconds, 6 digits). `secret` in base32."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(at // _PERIOD).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def _plain(answer: httpx.Response) -> Answer:
    kind = answer.headers.get("content-type", "").split(";")[0]
    return Answer(answer.status_code, kind, answer.content)


def _good(what: str, answer: Answer) -> Any:
    if not 200 <= answer.status_code < 300 or answer.kind != "application/json":
        reason = answer.content.decode(errors="replace")[:300]
        raise CallFailed(what=what, status=answer.status_code, reason=reason)
    return json.loads(answer.content)
