"""How the command line speaks: plain lines, colour only on a terminal."""

from rich.console import Console
from rich.text import Text

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """One line of progress or result."""
    _out.print(Text(line))


def line(mark: str, colour: str, what: str, remedy: str = "") -> None:
    """A marked line, and under it the way to mend it."""
    _out.print(Text.assemble((mark.ljust(5), f"bold {colour}"), what))
    if remedy:
        _out.print(Text.assemble("      → ", (remedy, colour)))


def complain(what: str, remedy: str = "") -> None:
    """Something is wrong; the remedy under it."""
    _err.print(Text(what, style="red"))
    if remedy:
        _err.print(Text(f"  → {remedy}"))
