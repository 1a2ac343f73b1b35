"""`/desk/supervise/`: what needs somebody above the cases. Exceptions first; every number opens its list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.finding.attention import QUIET_HOURS, SOON_HOURS
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.queries import visible
from anlan.cases.scheme.section import CASES
from anlan.cases.supervision import ASKED, MOST_ROWS, MOST_SEEN, Load, Narrow, Seen, is_street, seen_by
from anlan.cases.web.filtering import place_title
from anlan.cases.web.inbox import Row, rows_of
from anlan.cases.web.reroute import MOVED_BY
from anlan.kit import clock
from anlan.kit.codes import span
from anlan.parties.public import unit_names
from anlan.places.public import by_street, names_of
from anlan.schemes.public import current_all

_FIRST = 8
_EXCEPTIONS = ("late", "soon", "quiet", "returned", "objected", "more_time", "reopened", "supervised")
_LINES = ("unit", "street", "capability")


@dataclass(frozen=True)
class Number:
    """A count with the list it opens. `least`: there may be more."""

    name: str
    title: str
    count: int
    address: str
    least: bool
    means: str = ""


def _titles() -> dict[str, str]:
    return {
        "late": pgettext("cases", "Late"),
        "soon": pgettext("cases", "Nearly late"),
        "quiet": pgettext("cases", "Unanswered"),
        "returned": pgettext("cases", "Sent back"),
        "objected": _("Objected"),
        "more_time": _("More time asked"),
        "reopened": pgettext("cases", "Reopened"),
        "supervised": pgettext("cases", "Supervised"),
        "offered": _("Not accepted yet"),
        "to_check": _("To be checked"),
        "open": _("All open"),
    }


def _means() -> dict[str, str]:
    return {
        "late": _("A time limit has passed."),
        "soon": _("A time limit passes within {hours} hours.").format(hours=SOON_HOURS),
        "quiet": _("Nobody did anything for {hours} hours, or the unit has closed.").format(
            hours=QUIET_HOURS
        ),
        "returned": _("The work was not good enough and is done again."),
        "objected": _("The unit says it is not its own; decide."),
        "more_time": _("The unit asks for more time; decide."),
        "reopened": _("It was closed, and was not over."),
        "supervised": _("Watched until it is done."),
    }


def _list(**filters: str) -> str:
    return f"{reverse('desk:inbox')}?{urlencode({key: value for key, value in filters.items() if value})}"


def _of_line(by: str, load: Load) -> dict[str, str]:
    """The filter that a line stands for."""
    if by == "unit":
        return {"lead": str(load.key) if load.key else "none"}
    if by == "street":
        alone = load.key % 10**9 == 0
        return {"place": f"{load.key}-{load.key}" if alone else str(load.key)}
    return {"category": f"{load.key}:"}


def _names(by: str, loads: list[Load]) -> dict[Any, str]:
    if by == "unit":
        return {**unit_names(load.key for load in loads if load.key), None: _("Nobody owns it yet")}
    if by == "street":
        known = names_of(load.key for load in loads)
        return {
            load.key: known.get(load.key, "") if is_street(load.key) else place_title(span(load.key))
            for load in loads
        }
    return {scheme.name: str(scheme.title) for scheme in current_all()}


def _narrowed(request: HttpRequest) -> tuple[Narrow, dict[str, str]]:
    """What the page is narrowed to, and how the inbox is told the same; what is not known does not narrow."""
    street, capability = request.GET.get("street", ""), request.GET.get("capability", "")
    known = {str(row.code): span(row.code) for row, _below in by_street(settings.ANLAN_DISTRICT)}
    capability = capability if capability in {one.name for one in current_all()} else ""
    filters = {"place": street if street in known else "", "category": f"{capability}:" if capability else ""}
    return Narrow(known.get(street), capability), filters


def _numbers(names: tuple[str, ...], counts: dict[str, int], kept: dict[str, str], cut: bool) -> list[Number]:
    titles, means = _titles(), _means()
    return [
        Number(name, titles[name], counts[name], _list(**{**kept, **ASKED[name]}), cut, means.get(name, ""))
        for name in names
    ]


def _lines(by: str, seen: Seen, kept: dict[str, str]) -> list[tuple[str, list[Number]]]:
    names = _names(by, seen.loads)
    return [
        (
            names.get(load.key) or "—",
            _numbers(tuple(ASKED), load.numbers, {**kept, **_of_line(by, load)}, seen.cut),
        )
        for load in seen.loads
    ]


def _longest(actor: Actor, narrow: Narrow) -> list[tuple[Row, bool]]:
    """The late ones whose time limit passed first, and whether each can go to another unit."""
    rows = visible(actor).filter(late=True, state__in=sorted(OPEN))
    if narrow.street:
        rows = rows.filter(place_scope__range=narrow.street)
    if narrow.capability:
        rows = rows.filter(capability=narrow.capability)
    found = rows_of(rows.select_related("text").order_by("next_due", "number")[:_FIRST])
    return [(row, State(row.case.state) in MOVED_BY) for row in found]


def _tabs(request: HttpRequest, by: str) -> list[tuple[str, str, bool]]:
    titles = {"unit": _("Each unit"), "street": _("Each street"), "capability": _("Each kind of matter")}
    kept = {name: value for name in ("street", "capability") if (value := request.GET.get(name))}
    return [(titles[one], "?" + urlencode({**kept, "by": one}), one == by) for one in _LINES]


@never_cache
@login_required
@require_GET
def supervise(request: HttpRequest) -> HttpResponse:
    """GET /desk/supervise/: `by` unit, street or capability; `street` and `capability` narrow all of it."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "cases.supervise")
    return render(request, "cases/supervise.html", _context(request, actor, at))


def _context(request: HttpRequest, actor: Actor, at: datetime) -> dict[str, Any]:
    by = asked if (asked := request.GET.get("by", "")) in _LINES else "unit"
    narrow, kept = _narrowed(request)
    seen = seen_by(actor, by=by, at=at, narrow=narrow)
    streets = [row for row, _below in by_street(settings.ANLAN_DISTRICT)]
    names = names_of(row.code for row in streets)
    capabilities = [(one.name, str(one.title)) for one in current_all() if one.has(CASES.name)]
    return {
        "at": at,
        "by": by,
        "tabs": _tabs(request, by),
        "exceptions": _numbers(_EXCEPTIONS, seen.totals, kept, seen.cut),
        "titles": _titles(),
        "lines": _lines(by, seen, kept),
        "together": _numbers(tuple(ASKED), seen.totals, kept, seen.cut),
        "seen": seen,
        "most": MOST_SEEN,
        "most_rows": MOST_ROWS,
        "longest": _longest(actor, narrow) if seen.totals["late"] else [],
        "streets": [(str(row.code), names.get(row.code, "")) for row in streets],
        "capabilities": capabilities if len(capabilities) > 1 else [],
        "asked": request.GET,
        "narrowed": bool(narrow.street or narrow.capability),
    }


@login_required
@require_GET
def workload(request: HttpRequest) -> HttpResponse:
    """GET /desk/workload/: where this stood before; bookmarks go on."""
    require_anywhere(actor_of(request), "cases.supervise")
    return redirect("desk:supervise", permanent=False)
