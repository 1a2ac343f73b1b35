"""The written pages, and what they show: commands, links, words in bold, variables."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_ASSIGNMENT = re.compile(r"^[A-Z_][A-Z0-9_]*=")


class Shown(NamedTuple):
    """Words of a command as a page shows it."""

    page: str
    words: tuple[str, ...]


def named(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


@cache
def text_of(page: Path) -> str:
    """The whole page."""
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """The page without its boxes."""
    return _FENCE.sub("", text_of(page))


def boxes(page: Path, language: str) -> list[str]:
    """The contents of the page's boxes in one language."""
    return [body for marked, body in _FENCE.findall(text_of(page)) if marked == language]


def _command(line: str) -> tuple[str, ...]:
    """`make …` or `anlan …`, however it is called, without variables and `sudo` before it; empty for others."""
    words = shlex.split(line, comments=True)
    while words and (_ASSIGNMENT.match(words[0]) or words[0] == "export"):
        words.pop(0)
    if words and words[0] == "sudo":
        words = words[3:] if words[1] == "-u" else words[1:]
    if words and (words[0] in {"make", "anlan"} or words[0].endswith("/bin/anlan")):
        return (Path(words[0]).name, *words[1:])
    return ()


def commands() -> Iterator[Shown]:
    """Every `make` and `anlan` command in a box of shell lines."""
    for page in PAGES:
        for box in boxes(page, "sh"):
            for line in box.replace("\\\n", " ").splitlines():
                if words := _command(line):
                    yield Shown(named(page), words)


def mentions() -> Iterator[Shown]:
    """Every `make` and `anlan` command named in a sentence; words behind it may be placeholders."""
    for page in PAGES:
        for code in _CODE.findall(prose_of(page)):
            words = tuple(code.split())
            if words[:1] in {("make",), ("anlan",)}:
                yield Shown(named(page), words)


def links() -> Iterator[tuple[Path, str]]:
    """Every link that does not leave the repository."""
    for page in PAGES:
        for address in _LINK.findall(prose_of(page)):
            if "://" not in address and not address.startswith("mailto:"):
                yield page, address


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    found = re.findall(r"^#+ +(.+?)\s*$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


def variables(page: Path) -> set[str]:
    """The variables in the page's table."""
    return set(re.findall(r"^\| `(ANLAN_[A-Z_]+)` \|", text_of(page), re.MULTILINE))


def quoted(page: Path) -> list[str]:
    """What stands in bold: in the guides, words of Anlan's own pages."""
    return re.findall(r"\*\*(.+?)\*\*", prose_of(page))
