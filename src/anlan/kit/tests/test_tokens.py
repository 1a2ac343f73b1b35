"""Every pair of text and ground can be read, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

import anlan.kit

CSS = (Path(anlan.kit.__file__).parent / "static/kit/tokens.css").read_text("utf-8")
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)")[:2]
TEXT = [
    *((ink, ground) for ink in ("ink", "muted") for ground in ("paper", "surface", "sunken", "water")),
    *((ink, ground) for ink in ("brand", "brand-strong", "bad") for ground in ("paper", "surface", "sunken")),
    *((tone, f"{tone}-soft") for tone in ("good", "wait", "bad", "info", "quiet")),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-soft", "brand-soft"), ("ink", "brand-soft"),
]  # fmt: skip
EDGES = [
    ("edge", "paper"),
    ("edge", "surface"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("focus", "sunken"),
]


def colours(part: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part))
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * one for one in value[1:])
        for name, value in found.items()
    }


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in EDGES]
)
def test_every_pair_can_be_read(theme: str, ink: str, ground: str, least: float) -> None:
    named = colours(LIGHT if theme == "light" else DARK)
    found = contrast(named[ink], named[ground])
    assert found >= least, f"{ink} on {ground} in {theme}: {found:.2f}"


def test_dark_leaves_no_colour_of_the_light_theme_behind() -> None:
    assert colours(LIGHT).keys() == colours(DARK).keys()


def test_only_the_tokens_name_colours() -> None:
    """A colour outside the tokens would not follow light and dark. White stays under QR codes, black on paper."""
    folder = Path(anlan.kit.__file__).parents[1]
    named = {
        (file.name, colour)
        for file in folder.glob("*/static/*/*.css")
        if file.name not in ("tokens.css", "print.css") and "vendor" not in file.parts
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", file.read_text("utf-8"))
    }
    assert {one for one in named if not one[0].startswith("map")} <= {("components.css", "#fff")}
