"""Talking to Anlan as its users do: the log-in page, a session, its CSRF token, the API."""

import base64
import contextlib
import hmac
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

import httpx

from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
from anlan.interop.replay.install import Desk

_BUSY = 429
_BROKEN = 500
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_SPREAD, _TIMEOUT = 12, 30
_SECOND_STEP = "/accounts/2fa/authenticate/"
_PERIOD = 30  # seconds a code is good for, and it is good once


class Unanswered(Exception):
    """No answer, or one that says nothing about whether it was done: the server may or may not have done it."""


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
        connection = self._connection(request)
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

    def _connection(self, request: httpx.Request) -> HTTPConnection:
        """The one that rested longest, once as many were made as there are to be; until then a new one."""
        if next(self._made) > _SPREAD:
            with contextlib.suppress(IndexError):
                return self._idle.popleft()
        kind = HTTPSConnection if request.url.scheme == "https" else HTTPConnection
        return kind(request.url.host, request.url.port, timeout=_TIMEOUT)

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
        transport: httpx.BaseTransport,
    ) -> None:
        self.desk = desk
        self._patience = patience
        self._stop = stop
        self._lock = threading.Lock()
        self._signed_in = False
        self._head: dict[str, str] = {}
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
        try:
            answer = self._ask(method, path, **given)
        except httpx.TransportError as error:
            raise Unanswered(type(error).__name__) from error
        if answer.status_code >= _BROKEN or answer.status_code == _BUSY:
            raise Unanswered(f"{answer.status_code} at {method} {path}")
        return answer

    def _ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Like `httpx.Client.request`; a signed-in call goes past everything that such a call does not need."""
        if not self._signed_in or "json" not in given:
            return self._client.request(method, path, **given)
        headers = {**self._head, **given["headers"], "Content-Type": "application/json"}
        url = self._client.base_url.copy_with(raw_path=path.encode())
        request = httpx.Request(method, url, headers=headers, content=json.dumps(given["json"]).encode())
        return self._client._transport.handle_request(request)

    def _until_answered(self, attempt: Callable[[], httpx.Response]) -> httpx.Response:
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
            cookies = "; ".join(f"{name}={value}" for name, value in self._client.cookies.items())
            self._head = {
                "Accept-Language": "en",
                "Referer": self._client.headers["Referer"],
                "Cookie": cookies,
            }
            self._signed_in = True

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

    def _ready(self) -> dict[str, str]:
        if not self._signed_in:
            self._sign_in()
        return {"X-CSRFToken": self._token()}

    def _token(self) -> str:
        return self._client.cookies.get("csrftoken") or ""

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a read. Raises `CallFailed`, `NoAnswer`."""
        self._ready()
        return _good(path, self._until_answered(lambda: self._send("GET", path, params=query)))

    def peek(self, path: str) -> Any:
        """The JSON of a read that anybody may do, without signing in. Raises `CallFailed`, `NoAnswer`."""
        return _good(path, self._until_answered(lambda: self._send("GET", path)))

    def report(self, body: dict[str, Any], key: str) -> Any:
        """Report with an idempotency key, as often as it takes: the key keeps it one.

        Raises `CallFailed`, `NoAnswer`.
        """
        headers = {**self._ready(), "Idempotency-Key": key}
        answer = self._until_answered(lambda: self._send("POST", "/api/cases", json=body, headers=headers))
        return _good("/api/cases", answer)

    def pause(self, seconds: float) -> None:
        """Wait a moment before asking again; less when the replay is being stopped."""
        self._stop.wait(seconds)

    def once(self, path: str, body: dict[str, Any]) -> Any:
        """Send a verb once. Raises `Unanswered` when it is unknown whether it was done, `CallFailed` when refused."""
        return _good(path, self._send("POST", path, json=body, headers=self._ready()))


def totp(secret: str, at: float) -> str:
    """The code of an authenticator at a moment (RFC 6238: SHA-1, 30 seconds, 6 digits). `secret` in base32."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(at // _PERIOD).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def _good(what: str, answer: httpx.Response) -> Any:
    if not answer.is_success or answer.headers.get("content-type", "").split(";")[0] != "application/json":
        raise CallFailed(what=what, status=answer.status_code, reason=answer.text[:300])
    return answer.json()
