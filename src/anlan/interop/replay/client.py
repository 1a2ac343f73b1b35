"""Talking to Anlan as its users do: the log-in page, a session, its CSRF token, the API."""

import base64
import hmac
import itertools
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
from anlan.interop.replay.install import Desk

_BUSY = 429
_BROKEN = 500
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_SPREAD, _EACH = 12, 4
_SECOND_STEP = "/accounts/2fa/authenticate/"
_PERIOD = 30  # seconds a code is good for, and it is good once


class Unanswered(Exception):
    """No answer, or one that says nothing about whether it was done: the server may or may not have done it."""


class Connections(httpx.BaseTransport):
    """What all sessions share: they differ by their cookies only. Calls take the connections in turn.

    A connection stays with one web process, so a few that are used again and again would leave the others idle.
    """

    def __init__(self) -> None:
        limits = httpx.Limits(max_connections=_EACH, max_keepalive_connections=_EACH)
        context = ssl.create_default_context()
        self._all = [httpx.HTTPTransport(limits=limits, verify=context) for _ in range(_SPREAD)]
        self._turn = itertools.cycle(self._all)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send over the next one."""
        return next(self._turn).handle_request(request)

    def close(self) -> None:
        """Let go of all."""
        for one in self._all:
            one.close()


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
        self._client = httpx.Client(
            base_url=address,
            timeout=30,
            headers={"Accept-Language": "en", "Referer": address},
            trust_env=False,
            transport=transport,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _send(self, method: str, path: str, **given: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, **given)
        except httpx.TransportError as error:
            raise Unanswered(type(error).__name__) from error
        if answer.status_code >= _BROKEN or answer.status_code == _BUSY:
            raise Unanswered(f"{answer.status_code} at {method} {path}")
        return answer

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
