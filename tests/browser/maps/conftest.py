"""A browser that draws maps: chromium with WebGL in software."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.conftest import CHROMIUM, Reader

GL = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def gl_browser(driver: Any) -> Iterator[Any]:
    """Chromium with a software WebGL."""
    started = driver.chromium.launch(executable_path=CHROMIUM, args=GL)
    yield started
    started.close()


@pytest.fixture
def looker(gl_browser: Any, site: Any) -> Iterator[Any]:
    """`looker(width=390)`: a reader whose browser draws maps; `reader.asked` holds every address it asked for."""
    opened: list[Reader] = []

    def sit_down(*, language: str = "zh-hans", width: int = 1440, **extra: Any) -> Reader:
        one = Reader(gl_browser, site.url, language=language, width=width, **extra)
        one.context.set_default_timeout(20000)
        one.asked = []
        one.page.on("request", lambda request: one.asked.append(request.url))
        opened.append(one)
        return one

    yield sit_down
    for one in opened:
        assert not [url for url in one.asked if not url.startswith((site.url, "data:", "blob:"))]
        one.context.close()
