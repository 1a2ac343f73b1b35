"""Take the pictures of the guides: a demonstration of its own, walked by chromium in both languages.

    python scripts/guide.py                          fills a demonstration in a folder of its own, and throws it away
    python scripts/guide.py ADDRESS STATE            walks one that runs already; STATE: its state folder
    python scripts/guide.py [ADDRESS STATE] --only operator --only handler

Writes docs/guides/pictures/<language>/<name>.webp. A picture shows what the pages show, so the guide is never older
than they are; tests/docs/test_pictures.py sees that every picture exists, is shown, and is small.
"""

import argparse
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from guides import administrator, handler, operator, resident, supervisor
from guides.demonstration import Site, demonstration, people_of
from guides.shots import shoot
from guides.walk import PICTURES, Walk
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STAFF = {
    "operator": operator.SHOTS,
    "handler": handler.SHOTS,
    "supervisor": supervisor.SHOTS,
    "administrator": administrator.SHOTS,
}


def say(words: str) -> None:
    """A line on the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Every guide, or those named, in both languages and one demonstration."""
    asked = argparse.ArgumentParser()
    asked.add_argument("address", nargs="?")
    asked.add_argument("state", nargs="?", type=Path)
    asked.add_argument("--only", action="append", choices=["resident", *STAFF])
    given = asked.parse_args()
    guides = given.only or ["resident", *STAFF]
    started = time.monotonic()
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        running = (
            nullcontext(Site(given.address, people_of(given.state))) if given.address else demonstration()
        )
        with running as site:
            for language in ("zh", "en"):
                for guide in guides:
                    say(f"{language} {guide}")
                    if guide == "resident":
                        walk = Walk(browser, site.address, language)
                        resident.take(walk)
                        walk.context.close()
                    else:
                        shoot(browser, site, language, STAFF[guide])
        browser.close()
    taken = sorted(PICTURES.rglob("*.webp"))
    size = sum(path.stat().st_size for path in taken) / 1000
    say(f"{len(taken)} pictures, {size:.0f} kB, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
