"""What every way out is: settings, a message that goes out, an answer, and the verdict on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, SecretStr

Verdict = Literal["sent", "retry", "give_up", "bad_address"]


class Settings(BaseModel):
    """The base of a way's settings: unknown keys are mistakes, secrets never show in a `repr` or a log."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # Most messages a minute through this way; providers cut off who sends faster.
    pace: int = 600


@dataclass(frozen=True)
class Envelope:
    """One message as it leaves. `id` is the same for every try of the same message: the idempotency key.

    `to` is the address; it lives in memory only. `count`: how many notices it joins.
    """

    id: UUID
    to: str = field(repr=False)
    subject: str
    text: str
    html: str = ""
    url: str = ""
    language: str = "zh-hans"
    number: str = ""
    count: int = 1
    urgent: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """An HTTP request, built without sending it, so that tests compare it with recorded ones."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status, headers (lower case) and a body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """The verdict on one try. `reason` is a code, never what somebody wrote; `wait` are seconds until the next try."""

    verdict: Verdict
    reason: str = ""
    provider_id: str = ""
    wait: float | None = None
    # The provider asked everybody to slow down, not only this message.
    all_wait: bool = False


class Tokens(Protocol):
    """Where access tokens of a provider are kept between sends."""

    def read(self, name: str, at: datetime) -> str | None:
        """The token called `name` that is still good at `at`."""

    def keep(self, name: str, token: str, until: datetime) -> None:
        """Keep a token until then."""

    def drop(self, name: str) -> None:
        """The provider no longer takes it."""


# Sends a request and gives the answer, whatever its status; raises `Unreachable`.
Send = Callable[[Request], Answer]


@dataclass(frozen=True)
class Tools:
    """What an adapter works with. Simulators and tests give their own."""

    send: Send
    tokens: Tokens
    nonce: Callable[[], str]


class Unreachable(Exception):
    """Nothing came back: refused, cut off, or too slow. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Adapter(Protocol):
    """A way out that is configured."""

    name: str
    pace: int

    def send(self, envelope: Envelope, at: datetime, tools: Tools) -> Outcome:
        """Try once. Never raises for what a provider or a network does."""


def secret(given: SecretStr) -> str:
    """The secret in clear, for signing."""
    return given.get_secret_value()


def by_status(answer: Answer) -> Outcome | None:
    """What an HTTP status alone says; None for 2xx, where the body decides (RFC 9110, RFC 6585)."""
    if 200 <= answer.status < 300:
        return None
    if answer.status == 429:
        return Outcome("retry", "too_fast", wait=retry_after(answer), all_wait=True)
    if answer.status in (408, 425) or answer.status >= 500:
        return Outcome("retry", f"http_{answer.status}", wait=retry_after(answer))
    return Outcome("give_up", f"http_{answer.status}")


def retry_after(answer: Answer) -> float | None:
    """Seconds a provider asks to wait; a date is read as a minute, for we do not trust foreign clocks."""
    given = answer.headers.get("retry-after", "").strip()
    if not given:
        return None
    return min(float(given), 6 * 3600.0) if given.isascii() and given.isdigit() else 60.0
