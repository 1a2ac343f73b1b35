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
DESK = {"viewport": {"width": 1200, "height": 760}}
LARGEST = 60_000


class Walk:
    """One person with a phone or at a desk, reading one language."""

    def __init__(self, browser: Any, address: str, language: str, device: dict[str, Any] = PHONE) -> None:
        self.language, self.address = language, address
        context = browser.new_context(**device)
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": "django_language", "value": code, "url": address}])
        self.context, self.page = context, context.new_page()

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
        if secret:
            self.page.fill("input[name=code]", code_of(secret, time.time()))
            self.press("main form button")

    def take(self, name: str, at: str = "") -> None:
        """A picture of the screen, scrolled to what `at` names; the quality falls until it is small enough."""
        if at:
            self.page.evaluate(
                "at => { const one = document.querySelector(at); "
                "scrollTo(0, one.getBoundingClientRect().top + scrollY - 8); }",
                at,
            )
        self.page.wait_for_timeout(500)
        shot = Image.open(io.BytesIO(self.page.screenshot()))
        folder = PICTURES / self.language
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.webp").write_bytes(small(shot))


def small(shot: Image.Image) -> bytes:
    """WebP of at most `LARGEST` bytes."""
    for quality in (72, 60, 48, 36):
        held = io.BytesIO()
        shot.save(held, "WEBP", quality=quality, method=6)
        if held.tell() <= LARGEST:
            break
    return held.getvalue()


def code_of(secret: str, now: float) -> str:
    """The six digits of RFC 6238 for a base32 secret."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(now) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
