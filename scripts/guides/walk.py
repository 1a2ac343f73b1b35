"""Somebody before a screen of the demonstration, and the pictures taken over their shoulder."""

import base64
import hashlib
import hmac
import io
import struct
import time
from pathlib import Path
from typing import Any

from PIL import Image

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "guides" / "pictures"
PHONE = {
    "viewport": {"width": 390, "height": 800},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}
MARGIN = 12
NARROWEST = 390
LARGEST = 60_000


class Walk:
    """One person with a phone or at a desk, reading one language."""

    def __init__(self, browser: Any, address: str, language: str, device: dict[str, Any] = PHONE) -> None:
        self.language, self.address, self.browser = language, address, browser
        self.people: dict[str, tuple[str, str]] = {}
        self.state = Path()
        context = browser.new_context(**device)
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": "django_language", "value": code, "url": address}])
        self.context, self.page = context, context.new_page()
        self.lost: list[str] = []
        self.page.on("requestfailed", self._lose)

    def _lose(self, request: Any) -> None:
        """A page without its styles is no picture."""
        if request.resource_type == "stylesheet":
            self.lost.append(request.url)

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path, wait_until="load")
        self.page.wait_for_timeout(800)  # a desk listens for news, so the network never falls silent

    def press(self, selector: str) -> None:
        """Press what leads to the next page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(selector)

    def sign_in(self, username: str, password: str, secret: str) -> None:
        """Through the real door, with a code where the account has a second factor."""
        self.open("/accounts/login/?next=/desk/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.press("main form button")
        while secret and self.page.locator("input[name=code]").count():
            self.page.fill("input[name=code]", code_of(secret, time.time()))
            self.press("main form button")
            if self.page.locator("input[name=code]").count():
                time.sleep(31 - time.time() % 30)  # a code works once: another walk has just used this one

    def colleague(self, username: str) -> "Walk":
        """Somebody else at another desk, signed in."""
        other = Walk(self.browser, self.address, self.language, DESK)
        other.sign_in(username, *self.people[username])
        return other

    def take(self, name: str, at: str = "", *, of: tuple[str, ...] = (), tall: int = 0) -> None:
        """A picture of the screen scrolled to `at`, or of what `of` finds together, `tall` CSS pixels at most."""
        if self.lost:
            raise LookupError(f"pages came without {self.lost}")
        if at:
            self.page.evaluate(
                "at => { const one = document.querySelector(at); "
                "scrollTo(0, one.getBoundingClientRect().top + scrollY - 8); }",
                at,
            )
        self.page.wait_for_timeout(500)
        seen = (
            self.page.screenshot(full_page=True, clip=self.around(of, tall)) if of else self.page.screenshot()
        )
        folder = PICTURES / self.language
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.webp").write_bytes(small(Image.open(io.BytesIO(seen)).convert("RGB")))

    def around(self, of: tuple[str, ...], tall: int) -> dict[str, float]:
        """The part of the page that the first finds of these selectors take up, with a margin."""
        boxes = [self.page.locator(one).first.bounding_box() for one in of]
        missing = [one for one, box in zip(of, boxes, strict=True) if not box]
        if missing:
            raise LookupError(f"nothing to see of {missing}")
        away = self.page.evaluate("scrollY")
        width, whole = self.page.evaluate(
            "[document.body.clientWidth, document.documentElement.scrollHeight]"
        )
        left = max(0, min(box["x"] for box in boxes) - MARGIN)
        top = max(0, min(box["y"] for box in boxes) + away - MARGIN)
        right = min(width, max(left + NARROWEST, max(box["x"] + box["width"] for box in boxes) + MARGIN))
        left = min(left, max(0, right - NARROWEST))
        bottom = min(whole, max(box["y"] + box["height"] for box in boxes) + away + MARGIN)
        height = min(bottom - top, tall or bottom)
        return {"x": left, "y": top, "width": right - left, "height": height}


def small(shot: Image.Image) -> bytes:
    """WebP of at most `LARGEST` bytes: with few colours and no loss where that is smaller (letters stay sharp),
    else the quality falls until it is small enough.
    """
    few = _webp(shot.quantize(64, dither=Image.Dither.NONE).convert("RGB"), lossless=True, quality=100)
    for quality in (72, 60, 48, 36):
        lossy = _webp(shot, quality=quality)
        best = min(few, lossy, key=len)
        if len(best) <= LARGEST:
            break
    return best


def _webp(shot: Image.Image, **settings: Any) -> bytes:
    held = io.BytesIO()
    shot.save(held, "WEBP", method=6, **settings)
    return held.getvalue()


def code_of(secret: str, now: float) -> str:
    """The six digits of RFC 6238 for a base32 secret."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(now) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
