"""Take the pictures of the residents' guide: a demonstration of its own, walked by chromium in both languages.

    python scripts/guide.py            fills a demonstration in a folder of its own, and throws it away afterwards
    python scripts/guide.py ADDRESS    walks one that runs already

Writes docs/guides/pictures/<language>/<name>.webp. A picture shows what the pages show, so the guide is never older
than they are; tests/docs/test_pictures.py sees that every picture exists, is shown, and is small.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "guides" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LONGEST_WAIT = 420
WIDTH, HEIGHT = 390, 800
WORDS = {
    "zh": "中山公园地铁站三号口门前的路灯不亮，晚上看不清台阶，已经三天了。",
    "en": "The street light at exit 3 of Zhongshan Park station has been out for three days; the steps cannot be seen.",
}
QUESTION = {"zh": "路灯不亮", "en": "street light"}
POINT = ("121.412600", "31.220300")


def say(words: str) -> None:
    """A line on the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration of our own, ended and thrown away afterwards."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="anlan-guide-", ignore_cleanup_errors=True) as state:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        command = [str(Path(sys.executable).parent / "anlan"), "demo", "--port", str(port), "--days", "30"]
        log = Path(state) / "guide.log"
        with log.open("w") as written:
            running = subprocess.Popen(
                command, env={**kept, "ANLAN_STATE": state}, stdout=written, stderr=written
            )
        try:
            _wait(address, running, log)
            yield address
        finally:
            running.terminate()
            running.wait(60)


def _wait(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise SystemExit(f"The demonstration did not start:\n{log.read_text()[-2000:]}")


def photograph() -> dict[str, Any]:
    """A lamp at dusk, more or less."""
    drawn = Image.new("RGB", (960, 720), "#5d7480")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 520, 960, 720), fill="#3d4a50")
    for step in range(5):
        pen.rectangle((120 + 40 * step, 540 + 34 * step, 700 + 40 * step, 566 + 34 * step), fill="#8b989c")
    pen.rectangle((640, 120, 660, 560), fill="#20282b")
    pen.ellipse((596, 80, 704, 150), fill="#20282b")
    held = io.BytesIO()
    drawn.save(held, "JPEG", quality=80)
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


class Walk:
    """One resident with a phone, and the pictures taken over their shoulder."""

    def __init__(self, browser: Any, address: str, language: str) -> None:
        self.language, self.address = language, address
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2, is_mobile=True, has_touch=True
        )
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": "django_language", "value": code, "url": address}])
        self.context, self.page = context, context.new_page()

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path, wait_until="networkidle")

    def press(self, selector: str) -> None:
        """Press what leads to the next page."""
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.click(selector)

    def take(self, name: str, at: str = "") -> None:
        """A picture of the screen, scrolled to what `at` names."""
        if at:
            self.page.evaluate(
                "at => { const one = document.querySelector(at); "
                "scrollTo(0, one.getBoundingClientRect().top + scrollY + 4); }",
                at,
            )
        self.page.wait_for_timeout(500)
        shot = Image.open(io.BytesIO(self.page.screenshot()))
        folder = PICTURES / self.language
        folder.mkdir(parents=True, exist_ok=True)
        shot.save(folder / f"{name}.webp", "WEBP", quality=72, method=6)

    def report(self) -> str:
        """Fill in, check and send; returns the tracking code."""
        page = self.page
        self.open("/")
        self.take("home")
        self.press("a.door.lead")
        page.set_input_files("#id_photos", [photograph()])
        page.wait_for_selector("[data-previews] img")
        page.fill("#id_words", WORDS[self.language])
        page.wait_for_selector(".chip")
        self.take("report", "form .card")
        page.click(".chip")
        page.click("main details summary")
        page.wait_for_timeout(5000)
        page.click(".degrees > summary")
        page.fill("#id_lon", POINT[0])
        page.fill("#id_lat", POINT[1])
        page.dispatch_event("#id_lat", "change")
        page.click(".degrees > summary")
        page.wait_for_timeout(2500)
        self.take("point", "[data-point]")
        self.press("main form > button")
        self.press("button[value=send]")
        self.take("receipt", "main")
        return str(page.text_content("#token")).strip()

    def again(self) -> None:
        """A neighbour writes the same: the matter is known already."""
        page = self.page
        self.open("/report/")
        page.fill("#id_words", WORDS[self.language])
        page.click("main details summary")
        page.click(".degrees > summary")
        page.fill("#id_lon", POINT[0])
        page.fill("#id_lat", POINT[1])
        self.press("main form > button")
        self.take("check", "main")

    def rest(self, code: str) -> None:
        """Follow it, ask, look at a community, read in large letters."""
        self.page.wait_for_timeout(4000)  # a unit is found and asked within seconds
        self.open(f"/track/{code}/")
        self.take("track", "main")
        self.open(f"/ask/?q={QUESTION[self.language]}")
        self.take("ask", "main section")
        self.open("/community/")
        self.page.locator(".streets details summary").first.click()
        self.page.locator(".streets details .names a").first.click()
        self.page.wait_for_load_state("networkidle")
        self.take("community", "main")
        self.open("/")
        self.press("button[name=size]")
        self.take("large")


def main(arguments: list[str]) -> int:
    """Both languages in one demonstration."""
    started = time.monotonic()
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        with nullcontext(arguments[0]) if arguments else demonstration() as address:
            for language in ("zh", "en"):
                walk = Walk(browser, address, language)
                code = walk.report()
                walk.again()
                walk.rest(code)
                walk.context.close()
        browser.close()
    taken = sorted(PICTURES.rglob("*.webp"))
    size = sum(path.stat().st_size for path in taken) / 1000
    say(f"{len(taken)} pictures, {size:.0f} kB, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
