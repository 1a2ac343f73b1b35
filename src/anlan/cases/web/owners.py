"""What the map of owners shows and what its filter asks, for the page of the routing."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.cases.routing.map import (
    Changed,
    Ground,
    Owned,
    Question,
    changed,
    changes_by_category,
    kinds_of,
    parts_of_day,
)
from anlan.cases.routing.outlines import version as shapes_version
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.kit.errors import NotFound
from anlan.kit.texts import named
from anlan.places.public import Level, Place, tree
from anlan.schemes.public import Scheme, folder_state, pinned, versions_of

FOLDER = "folder"


@dataclass(frozen=True)
class View:
    """One request to the page: the version shown, the one it is compared with, and what is asked."""

    scheme: Scheme
    other: Scheme | None
    asked: Question
    grid: int | None
    ground: Ground

    @property
    def section(self) -> CasesSection:
        """Its `cases` section."""
        return self.scheme.section(CASES)


def _version(name: str, given: str) -> Scheme | None:
    """A published version by its hash, or what lies in the folder. Raises 404 for one of another capability."""
    if not given:
        return None
    if given == FOLDER:
        return folder_state(name).scheme
    if given not in {row.hash for row in versions_of(name)}:
        raise Http404
    return pinned(given)


def _moment(section: CasesSection, typed: str, at: datetime) -> time:
    """The part of the day that was asked for, else the one it is now."""
    parts = parts_of_day(section)
    for begin, _end in parts:
        if f"{begin:%H:%M}" == typed:
            return begin
    local = timezone.localtime(at).time()
    return max((begin for begin, _end in parts if begin <= local), default=parts[0][0])


def view_of(request: HttpRequest, scheme: Scheme, at: datetime) -> View:
    """What is not understood falls back to the first category, no premises, and this part of the day."""
    shown = _version(scheme.name, request.GET.get("version", "")) or scheme
    other = _version(scheme.name, request.GET.get("with", ""))
    section = shown.section(CASES)
    known = {one.code for one in section.categories}
    category = asked if (asked := request.GET.get("category", "")) in known else section.categories[0].code
    kind = asked if (asked := request.GET.get("kind", "")) in kinds_of(section) else ""
    moment = _moment(section, request.GET.get("hour", ""), at)
    grid = request.GET.get("grid", "")
    code = int(grid) if grid.isascii() and grid.isdigit() and len(grid) == 15 else None
    ground = Ground(settings.ANLAN_DISTRICT, at)
    return View(shown, other, Question(category, kind, moment), code, ground)


def map_context(request: HttpRequest, view: View) -> dict[str, Any]:
    """The map, its legend and the same as a table."""
    section, asked = view.section, view.asked
    owned = view.ground.owned(section, asked)
    compared = changed(view.ground, section, view.other.section(CASES), asked) if view.other else None
    marks = compared.marks if compared else owned.marks
    return {
        "asked": asked,
        "categories": [(one.code, str(one.title)) for one in section.categories],
        "kinds": kinds_of(section),
        "hours": [(f"{begin:%H:%M}", f"{begin:%H:%M}-{end:%H:%M}") for begin, end in parts_of_day(section)],
        "hour": f"{asked.moment:%H:%M}",
        "owned": owned,
        "whole": len(owned.grids),
        "compared": compared,
        "shapes": f"{reverse('desk:routing_grids')}?v={shapes_version(settings.ANLAN_DISTRICT)}",
        "drawn": _drawn(marks, owned, compared),
        "why": _why(view, owned),
        "here": _address(request, grid=""),
        "streets": _streets(owned),
        "changes": _changes(request, view),
    }


def _drawn(marks: dict[int, int], owned: Owned, compared: Changed | None) -> dict[str, Any]:
    """What the script needs: the number of each grid, and where somebody only stands in."""
    return {
        "marks": {str(code): number for code, number in marks.items()},
        "standing": [] if compared else sorted(map(str, owned.standing_in)),
        "names": {line.number: line.name or _("nobody") for line in owned.holders},
        "compared": compared is not None,
        "words": {"hole": _("nobody"), "standing": _("stands in"), "open": _("What decides here")},
    }


def _address(request: HttpRequest, **changed_to: str) -> str:
    asked = {
        name: value
        for name in ("version", "with", "category", "kind", "hour", "grid")
        if (value := request.GET.get(name, "")[:80])
    }
    asked |= changed_to
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _changes(request: HttpRequest, view: View) -> list[tuple[str, int, str]]:
    """Which categories change hands, and where to look."""
    if view.other is None:
        return []
    new = view.other.section(CASES)
    titles = {one.code: str(one.title) for one in (*view.section.categories, *new.categories)}
    known = {one.code for one in view.section.categories}
    found = []
    for code, most, asked in changes_by_category(view.ground, view.section, new):
        look = {"category": code, "kind": asked.kind, "hour": f"{asked.moment:%H:%M}", "grid": ""}
        found.append((titles[code], most, _address(request, **look) if code in known else ""))
    return found


@dataclass(frozen=True)
class Why:
    """Why one grid belongs to whom it does: the clause, and the roles before it that nobody has there."""

    title: str
    path: str
    unit: str
    clause: int
    role: str
    unmanned: tuple[str, ...]
    supporting: tuple[str, ...]


class GridUnknown(NotFound):
    """There is no grid with the code {code} in this district."""


def _why(view: View, owned: Owned) -> Why | None:
    if view.grid is None:
        return None
    places = {place.code: place for place in tree(settings.ANLAN_DISTRICT)}
    code = view.grid if view.grid in owned.grids else _first_below(view.grid, owned)
    if code is None or view.grid not in places:
        raise GridUnknown(code=view.grid)
    found, chain = owned.grids[code], _chain(places, code)
    path = " · ".join(named(place) for place in chain)
    if found is None:
        return Why(named(places[code]), path, "", 0, "", (), ())
    unit = view.ground.name(found.unit.id) if found.unit else ""
    unmanned = tuple(dict.fromkeys(found.unmanned))
    return Why(named(places[code]), path, unit, found.clause, found.role, unmanned, found.supporting)


def _first_below(place: int, owned: Owned) -> int | None:
    """A community or street may be asked about too: its first grid answers."""
    width = next((size for size in (10**9, 10**6, 10**3) if place % size == 0), 1)
    return next((code for code in owned.grids if place <= code < place + width), None)


def _chain(places: dict[int, Place], code: int) -> list[Place]:
    found, at = [], places.get(code)
    while at is not None and at.level != Level.DISTRICT:
        found.append(at)
        at = places.get(at.parent_id or 0)
    return found[::-1]


@dataclass(frozen=True)
class Row:
    """A community of the table: its owners with the number of grids each, and holes."""

    code: int
    name: str
    owners: tuple[tuple[int, str, int], ...]
    stands_in: int


def _streets(owned: Owned) -> list[tuple[str, int, list[Row]]]:
    """The map as a table: each street, how many of its grids nobody owns, and its communities."""
    places = {place.code: place for place in tree(settings.ANLAN_DISTRICT)}
    names = {holder.number: holder.name for holder in owned.holders}
    grouped: dict[int, dict[int, list[int]]] = {}
    for code in owned.grids:
        street, community = code - code % 10**6, code - code % 10**3
        grouped.setdefault(street, {}).setdefault(community, []).append(code)
    found = []
    for street, communities in grouped.items():
        rows = [_row(places, community, codes, owned, names) for community, codes in communities.items()]
        holes = sum(count for row in rows for number, _name, count in row.owners if number == 0)
        found.append((named(places[street]) if street in places else str(street), holes, rows))
    return found


def _row(
    places: dict[int, Place], community: int, codes: list[int], owned: Owned, names: dict[int, str]
) -> Row:
    counts: dict[int, int] = {}
    for code in codes:
        counts[owned.marks[code]] = counts.get(owned.marks[code], 0) + 1
    owners = tuple((number, names[number], count) for number, count in sorted(counts.items()))
    name = named(places[community]) if community in places else str(community)
    return Row(community, name, owners, sum(code in owned.standing_in for code in codes))
