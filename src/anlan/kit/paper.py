"""A page as a PDF. Nothing is fetched from anywhere: pictures are handed in, everything else is refused."""

from collections.abc import Callable
from typing import Any

from anlan.kit.errors import AnlanError

PICTURE = "picture:"  # <img src="picture:NAME">

Pictures = Callable[[str], bytes]


class PrintingNotInstalled(AnlanError):
    """PDFs cannot be made on this machine: Pango is missing. Print the page instead, or run `make setup` as root."""

    status = 501


def _none(name: str) -> bytes:
    raise LookupError(name)


def pdf(html: str, *, pictures: Pictures = _none) -> bytes:
    """The PDF (1.7) of a whole HTML page with its style inside. `pictures(name)` returns a JPEG's bytes.

    An address in the page that is no picture of ours makes it fail (`FatalURLFetchingError`): printing must never
    reach out. Chinese needs a font of the system's; `make setup` installs Noto CJK on Debian. Raises
    `PrintingNotInstalled`.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - native libraries a machine may lack: pages do without
    except OSError as error:
        raise PrintingNotInstalled from error
    return bytes(HTML(string=html, url_fetcher=_closed(pictures)).write_pdf())


def _closed(pictures: Pictures) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Closed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002
            """Our own pictures, and nothing else."""
            if not url.startswith(PICTURE):
                raise FatalURLFetchingError(f"refused: {url[:80]}")
            return URLFetcherResponse(
                url, pictures(url.removeprefix(PICTURE)), {"Content-Type": "image/jpeg"}
            )

    return Closed()
