"""The entries of the page's head: each room registers its own, a reader sees those that they may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kit.registry import Registry


class Kind(Enum):
    """What an entry is for, in the order in which they are shown."""

    WORK = "work"
    SETUP = "setup"
    RESIDENTS = "residents"


@dataclass(frozen=True)
class Entry:
    """One entry. `permission=None` is for everybody; those of one `kind` are shown by `order`, then as registered.

    `count` answers how many things wait there for an actor; nothing is shown for none. `unless`: not for those who hold
    that permission, because they have a page of their own for it.
    """

    title: str | Promise
    view: str
    permission: str | None = None
    order: int = 50
    count: Callable[[object], int] | None = None
    unless: str | None = None
    kind: Kind = Kind.WORK


@dataclass(frozen=True)
class Link:
    """An entry as one reader sees it; `current` is the page they are on (or under), `count` what waits there."""

    title: str
    url: str
    kind: Kind
    current: bool
    count: int


@dataclass(frozen=True)
class Group:
    """Links of one kind under their title."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Head:
    """The page's head for one reader: what stands in the row, and by kind what a wide and a narrow window keep folded.

    Who has entries of one kind only has nothing folded.
    """

    row: tuple[Link, ...]
    more: tuple[Group, ...] = ()
    whole: tuple[Group, ...] = ()

    @property
    def waiting(self) -> int:
        """How many things wait behind all entries."""
        return sum(link.count for group in self.whole for link in group.links)

    @property
    def elsewhere(self) -> bool:
        """Whether the page one is on is among the folded ones of a wide window."""
        return any(link.current for group in self.more for link in group.links)


# Answers "does this actor hold that permission anywhere?". Registered from above: the kit knows no actors.
Judge = Callable[[object, str], bool]

entries: Registry[Entry] = Registry("navigation entry")
judges: Registry[Judge] = Registry("navigation judge")

_TITLES = {
    Kind.WORK: _("Daily work"),
    Kind.SETUP: _("Running the district"),
    Kind.RESIDENTS: _("Pages of residents"),
}
_IN_THE_ROW = 6  # as many as have room beside the tools at 1280 px, in English


def _may(actor: object, permission: str) -> bool:
    return any(judge(actor, permission) for judge in judges.items())


def _ordered() -> list[Entry]:
    kinds = list(Kind)
    return sorted(entries.items(), key=lambda entry: (kinds.index(entry.kind), entry.order))


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
        Link(str(entry.title), url, entry.kind, url == here, entry.count(actor) if entry.count else 0)
        for entry, url in found
    ]


def head_for(request: HttpRequest) -> Head:
    """The same links, arranged: the kind this reader works with most in the row, the others folded."""
    links = shown_to(request)
    by_kind = {kind: tuple(link for link in links if link.kind is kind) for kind in Kind}
    groups = [Group(str(_TITLES[kind]), own) for kind, own in by_kind.items() if own]
    if len(groups) < 2:
        return Head(row=tuple(links))
    first, *others = groups
    rest = [Group(first.title, first.links[_IN_THE_ROW:])] if len(first.links) > _IN_THE_ROW else []
    return Head(row=first.links[:_IN_THE_ROW], more=(*rest, *others), whole=tuple(groups))


def _nearest(path: str, urls: list[str]) -> str:
    """The entry one is on or under: of `/desk/` and `/desk/notices/` the longer one."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def workplace(actor: object) -> str | None:
    """The first page that is this actor's own by permission: where they go after signing in. None: they have none."""
    own = (entry.view for entry in _ordered() if entry.permission and _may(actor, entry.permission))
    view = next(own, None)
    return reverse(view) if view else None
