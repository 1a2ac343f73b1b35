"""The entries of the page's head: each room registers its own, a reader sees those that they may follow."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from anlan.kit.registry import Registry


@dataclass(frozen=True)
class Entry:
    """One entry. `permission=None` is for everybody; entries are shown by `order`, then as registered.

    `count` answers how many things wait there for an actor; nothing is shown for none. `unless`: not for those who hold
    that permission, because they have a page of their own for it.
    """

    title: str | Promise
    view: str
    permission: str | None = None
    order: int = 50
    count: Callable[[object], int] | None = None
    unless: str | None = None


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it; `current` is the page they are on (or under), `count` what waits there."""

    title: str
    url: str
    current: bool
    count: int = 0


# Answers "does this actor hold that permission anywhere?". Registered from above: the kit knows no actors.
Judge = Callable[[object, str], bool]

entries: Registry[Entry] = Registry("navigation entry")
judges: Registry[Judge] = Registry("navigation judge")


def _may(actor: object, permission: str) -> bool:
    return any(judge(actor, permission) for judge in judges.items())


def _ordered() -> list[Entry]:
    return sorted(entries.items(), key=lambda item: item.order)


def shown_to(request: HttpRequest) -> list[Link]:
    """The links for this reader. Without a judge nothing that needs a permission is shown."""
    actor = getattr(request, "actor", None)
    found: list[tuple[Entry, str]] = []
    for entry in _ordered():
        if entry.permission and not _may(actor, entry.permission):
            continue
        if entry.unless and _may(actor, entry.unless):
            continue
        try:
            found.append((entry, reverse(entry.view)))
        except NoReverseMatch:
            continue
    here = _nearest(request.path, [url for _, url in found])
    return [
        Link(str(entry.title), url, url == here, entry.count(actor) if entry.count else 0)
        for entry, url in found
    ]


def _nearest(path: str, urls: list[str]) -> str:
    """The entry one is on or under: of `/desk/` and `/desk/notices/` the longer one."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def workplace(actor: object) -> str | None:
    """The first page that is this actor's own by permission: where they go after signing in. None: they have none."""
    own = (entry.view for entry in _ordered() if entry.permission and _may(actor, entry.permission))
    view = next(own, None)
    return reverse(view) if view else None
