"""How often one address may ask. Polite and local to this process: it stops a loop, not a street.

Addresses are kept as a keyed hash in memory only, and forgotten with the window.
"""

import hashlib
import hmac
import secrets
import time
from collections import defaultdict, deque
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

from anlan.kit.errors import TooMuch

_KEY = secrets.token_bytes(16)
_MOST_ADDRESSES = 20_000


class Pace:
    """At most `times` in `seconds` for one address."""

    def __init__(self, times: int, seconds: float) -> None:
        self.times, self.seconds = times, seconds
        self._seen: defaultdict[bytes, deque[float]] = defaultdict(deque)

    def step(self, request: HttpRequest) -> None:
        """Count this request. Raises `TooOften`."""
        present = time.monotonic()
        if len(self._seen) > _MOST_ADDRESSES:
            self._seen.clear()
        seen = self._seen[hmac.new(_KEY, network_of(address_of(request)).encode(), hashlib.sha256).digest()]
        while seen and seen[0] < present - self.seconds:
            seen.popleft()
        if len(seen) >= self.times:
            raise TooOften(minutes=max(1, round((seen[0] + self.seconds - present) / 60)))
        seen.append(present)

    def forget(self) -> None:
        """Start anew, as a test does."""
        self._seen.clear()


class TooOften(TooMuch):
    """That was very often in a short time. Please try again in {minutes} minutes; in danger call 110, 119 or 120."""


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind our own proxy the last one it added, which nobody else can write."""
    if settings.ANLAN_BEHIND_TLS:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """Who pays for a request: an IPv4 address, or the /64 that one IPv6 subscriber has to himself (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address
