"""Which pages may listen: our own, also where the live process has a port of its own."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def allowed(headers: Mapping[str, str], scheme: str) -> dict[str, str] | None:
    """The headers that let the page's script read the answer; None for a page that is not ours.

    Same origin sends no Origin with a GET. Another one must be this very host on the web's own port: cookies do not
    tell ports apart, so another program on the machine could listen otherwise.
    """
    host, _ = split_domain_port(headers.get("host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    origin = headers.get("origin")
    if origin is None:
        return {} if headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"} else None
    named = urlsplit(origin)
    try:
        port = named.port
    except ValueError:
        return None
    standard = {"http": 80, "https": 443}.get(named.scheme)
    same = (named.hostname or "") == host.strip("[]") and named.scheme in {"http", "https"}
    if not same or (port or standard) not in _web_ports(scheme):
        return None
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "vary": "Origin",
    }


def _web_ports(scheme: str) -> set[int]:
    """The port `anlan up` gave the web; behind a proxy, TLS's and HTTP's own."""
    own = settings.ANLAN_WEB_PORT
    return {own} if own else {443, 80} if scheme else set()
