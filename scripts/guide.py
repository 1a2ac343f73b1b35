"""Take the pictures of the guides: a demonstration of its own, walked by chromium in both languages.

    python scripts/guide.py                          every guide, in a demonstration that is filled and thrown away
    python scripts/guide.py operator handler         these guides only
    python scripts/guide.py operator --language en --picture operator-inbox
    python scripts/guide.py handler --site http://127.0.0.1:8000 STATE
                                                     walks one that runs already; STATE: its state folder

Writes docs/guides/pictures/<language>/<name>.webp. A picture shows what the pages show, so the guide is never older
than they are; tests/docs/test_pictures.py sees that every picture exists, is shown, and is small.
"""

import argparse
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from guides import administrator, handler, operator, resident, supervisor
from guides.demonstration import Site, demonstration, site_of
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
GUIDES = ["resident", *STAFF]


def say(words: str) -> None:
    """A line on the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def asked() -> argparse.Namespace:
    """What the caller wants; nothing said means everything."""
    words = argparse.ArgumentParser(description="Take the pictures of the guides.")
    words.add_argument("guides", nargs="*", metavar="GUIDE", help=", ".join(GUIDES))
    words.add_argument(
        "--site", nargs=2, metavar=("ADDRESS", "STATE"), help="a demonstration that runs already"
    )
    words.add_argument("--language", action="append", choices=["zh", "en"])
    words.add_argument(
        "--picture", action="append", help="this one only (not for residents: theirs are one walk)"
    )
    given = words.parse_args()
    unknown = set(given.guides) - set(GUIDES)
    if unknown:
        words.error(f"no such guide: {', '.join(sorted(unknown))}")
    return given


def chromium(playwright: Any, language: str) -> Any:
    """A browser that speaks the reader's language too, where a page leaves words to it, as beside a file to choose.

    Debian keeps its Chinese in the package chromium-l10n; without it those few words stay English.
    """
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"],
        env={**os.environ, "LANGUAGE": {"zh": "zh_CN", "en": "en_US"}[language]},
    )


def walk_through(playwright: Any, site: Site, given: argparse.Namespace) -> None:
    """The guides asked for, in the languages asked for."""
    for language in given.language or ("zh", "en"):
        browser = chromium(playwright, language)
        for guide in given.guides or GUIDES:
            say(f"{language} {guide}")
            if guide == "resident":
                walk = Walk(browser, site.address, language)
                resident.take(walk)
                walk.context.close()
            else:
                wanted = given.picture or [shot.name for shot in STAFF[guide]]
                shoot(browser, site, language, tuple(shot for shot in STAFF[guide] if shot.name in wanted))
        browser.close()


def main() -> int:
    """Every guide, or those named, in both languages and one demonstration."""
    given = asked()
    started = time.monotonic()
    with sync_playwright() as playwright:
        running = nullcontext(site_of(given.site[0], Path(given.site[1]))) if given.site else demonstration()
        with running as site:
            walk_through(playwright, site, given)
    taken = sorted(PICTURES.rglob("*.webp"))
    size = sum(path.stat().st_size for path in taken) / 1000
    say(f"{len(taken)} pictures, {size:.0f} kB, in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
