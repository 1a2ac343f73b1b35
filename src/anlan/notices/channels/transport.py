"""HTTP out of the house. Foreign addresses are resolved once, must be public, and are pinned; no redirects.

Guards against server-side request forgery (OWASP ASVS 5.0, V1.3.6): whoever may enter an address (a browser's push
endpoint) or redirect one must not reach what stands behind our own wall.
"""

import ipaddress
import logging
import socket
from urllib.parse import SplitResult, urlsplit

import httpx

from anlan.notices.channels.base import Answer, Request, Unreachable

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_LARGEST = 256 * 1024

# httpx logs every address it asks; ours carry tokens and telephone numbers.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class AddressForbidden(Unreachable):
    """The address is not one we send to: not https, or it stands for a private network."""


def send_plain(request: Request) -> Answer:
    """To a provider an administrator named in `channels.yaml`."""
    return _ask(request, request.url, {})


class Guarded:
    """To an address that somebody else chose: public only, resolved once and pinned.

    `allowed` are hosts an administrator lets through all the same (`allow` in `channels.yaml`).
    """

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self._allowed = allowed

    def __call__(self, request: Request) -> Answer:
        """Raises `AddressForbidden`, `Unreachable`."""
        parts = check_address(request.url, self._allowed)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = public_address(host, port, open_to_all=host in self._allowed)
        shown = f"[{found}]" if ":" in found else found
        pinned = parts._replace(netloc=f"{shown}:{port}").geturl()
        headers = {**request.headers, "Host": parts.netloc.rpartition("@")[2]}
        extensions = {"sni_hostname": host} if parts.scheme == "https" else {}
        return _ask(
            Request(request.method, request.url, headers, request.body), pinned, extensions, proxied=False
        )


def check_address(url: str, allowed: frozenset[str] = frozenset()) -> SplitResult:
    """Its parts, when we may send there at all. Plain http is for allowed hosts only. Raises `AddressForbidden`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressForbidden("address_malformed") from None
    host = parts.hostname or ""
    if not host or parts.username or parts.password or any(letter.isspace() for letter in url):
        raise AddressForbidden("address_malformed")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in allowed):
        raise AddressForbidden("address_not_https")
    if port not in (None, 443, 8443) and host not in allowed:
        raise AddressForbidden("address_port")
    return parts


def public_address(host: str, port: int, *, open_to_all: bool = False) -> str:
    """The one IP address to connect to. Every address the name has must be public. Raises `AddressForbidden`."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("name_unknown") from None
    found = [str(answer[4][0]).partition("%")[0] for answer in answers]
    if not open_to_all and not all(is_public(address) for address in found):
        raise AddressForbidden("address_private")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open Internet; IPv4 hidden in IPv6 is looked at as well."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
        if nat64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _ask(request: Request, url: str, extensions: dict[str, str], *, proxied: bool = True) -> Answer:
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=proxied) as client,
            client.stream(
                request.method, url, headers=request.headers, content=request.body, extensions=extensions
            ) as answer,
        ):
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    raise Unreachable("answer_too_large")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status_code, headers, body)
    except httpx.TimeoutException:
        raise Unreachable("timeout") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, UnicodeError):
        raise Unreachable("connection") from None
