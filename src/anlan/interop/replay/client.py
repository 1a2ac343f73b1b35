"""Talking to Anlan as its users do: the log-in page, a session, its CSRF token, the API."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from anlan.interop.errors import CallFailed, NoAnswer, SignInFailed
from anlan.interop.replay.connections import TIMEOUT, Answer, Connections
from anlan.interop.replay.install import Desk

_BUSY = 429
_BROKEN = 500
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
_SECOND_STEP = "/accounts/2fa/authenticate/"
_PERIOD = 30  # seconds a code is good for, and it is good once

A = TypeVar("A", bound=httpx.Response | Answer)


class Unanswered(Exception):
    """No answer, or one that says nothing about whether it was done: the server may or may not have done it."""


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
            timeout=TIMEOUT,
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
    if not 200 <= answer.status_code < 300 or answer.content_type != "application/json":
        reason = answer.content.decode(errors="replace")[:300]
        raise CallFailed(what=what, status=answer.status_code, reason=reason)
    return json.loads(answer.content)
