"""The table of a staff guide: which pictures, seen by whom, on which page, after which steps.

A guide is a file beside this one with `SHOTS`. A new picture is a line there and `![words](pictures/zh/<name>.webp)` in
both languages' guide; tests/docs/test_pictures.py sees that neither is without the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from guides.demonstration import Site
from guides.walk import DESK, Walk


@dataclass(frozen=True)
class Shot:
    """One picture. `name`: `<guide>-<what>`; `user`: a log-in of the demonstration; `steps`: what is done on the page
    before it is taken; `at`: what the picture begins with.
    """

    name: str
    user: str
    path: str
    steps: Callable[[Walk], None] | None = None
    at: str = ""


def shoot(browser: Any, site: Site, language: str, shots: tuple[Shot, ...]) -> None:
    """Take the pictures in their order; neighbours of one user share a session."""
    for user, theirs in groupby(shots, key=lambda shot: shot.user):
        walk = Walk(browser, site.address, language, DESK)
        walk.sign_in(user, *site.people[user])
        for shot in theirs:
            walk.open(shot.path)
            if shot.steps:
                shot.steps(walk)
            walk.take(shot.name, shot.at)
        walk.context.close()


def first(selector: str) -> Callable[[Walk], None]:
    """A step: follow the first link that `selector` finds."""

    def follow(walk: Walk) -> None:
        with walk.page.expect_navigation(wait_until="load"):
            walk.page.locator(selector).first.click()
        walk.page.wait_for_timeout(800)

    return follow
