"""The table of a staff guide: which pictures, seen by whom, on which page, after which steps.

A guide is a file beside this one with `SHOTS`. A new picture is a line there and `![words](pictures/zh/<name>.webp)` in
both languages' guide; tests/docs/test_pictures.py sees that neither is without the other. The steps are in `steps`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from guides.demonstration import Site
from guides.walk import DESK, PHONE, Walk


@dataclass(frozen=True)
class Shot:
    """One picture. `name`: `<guide>-<what>`; `user`: a log-in of the demonstration; `steps`: what is done on the page
    before it is taken. The picture is the screen, scrolled to `at`, or, with `of`, what these selectors find together,
    cut after `tall` CSS pixels. `phone`: on a telephone, not at a desk.
    """

    name: str
    user: str
    path: str
    steps: Callable[[Walk], None] | None = None
    at: str = ""
    of: tuple[str, ...] = ()
    tall: int = 0
    phone: bool = False


def shoot(browser: Any, site: Site, language: str, shots: tuple[Shot, ...]) -> None:
    """Take the pictures in their order; neighbours of one user and one device share a session."""
    for (user, phone), theirs in groupby(shots, key=lambda shot: (shot.user, shot.phone)):
        walk = Walk(browser, site.address, language, PHONE if phone else DESK)
        walk.people, walk.state = site.people, site.state
        walk.sign_in(user, *site.people[user])
        for shot in theirs:
            try:
                walk.open(shot.path)
                if shot.steps:
                    shot.steps(walk)
                walk.take(shot.name, shot.at, of=shot.of, tall=shot.tall)
            except Exception as error:
                error.add_note(f"while {shot.name} was taken in {language}, on {walk.page.url}")
                raise
        walk.context.close()
