"""`/desk/`: the cases of one's scope, narrowed by filters; counts open their lists, a map can stand beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.batches.actions import actions_of
from anlan.cases.finding.reach import MOST_COUNTED
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.own.views import FILTERS
from anlan.cases.queries import Filters, counts, inbox
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import TONES, category_of
from anlan.cases.web.filtering import OPEN_TABS, filters_of, number_of, place_title
from anlan.cases.words.bigrams import query_terms
from anlan.kit.errors import Invalid
from anlan.parties.public import unit_names
from anlan.places.public import names_of
from anlan.schemes.public import current_all

SHOWN = 25
_IN_CHIPS = (
    "unit",
    "lead",
    "supervised",
    "reopened",
    "returned",
    "soon",
    "quiet",
    "place",
    "asked",
    "box",
    "map",
)
# What an address of the inbox may say; thirty other things in it are carried nowhere.
_KNOWN = frozenset({*FILTERS, *_IN_CHIPS, "before"})


@dataclass(frozen=True)
class Row:
    """One case in a list."""

    case: Case
    state: str
    tone: str
    category: str
    place: str
    unit: str


@dataclass(frozen=True)
class Tab:
    """A count that opens its list."""

    title: str
    address: str
    count: str
    current: bool


def _chips(asked: QueryDict, filters: Filters) -> list[tuple[str, str]]:
    """What narrows the list beyond what its form shows: a name, and the address without it."""
    units = unit_names([unit for unit in (filters.unit, filters.lead) if unit])
    named = [
        ("unit", filters.unit, units.get(filters.unit, "—") if filters.unit else ""),
        ("lead", filters.lead, units.get(filters.lead, "—") if filters.lead else ""),
        ("lead", filters.unowned, _("Nobody owns it yet")),
        ("supervised", filters.supervised, _("supervised")),
        ("reopened", filters.reopened, _("reopened")),
        ("returned", filters.returned, _("sent back")),
        ("soon", filters.soon, _("late within {hours} h").format(hours=asked.get("soon"))),
        ("quiet", filters.quiet, _("nothing done for {hours} h").format(hours=asked.get("quiet"))),
        ("place", filters.place, place_title(filters.place) if filters.place else ""),
        ("asked", filters.asked == "objection", _("an objection waits")),
        ("asked", filters.asked == "extension", _("more time is asked for")),
        ("box", filters.inside is not None, _("Only this part of the map")),
    ]
    return [(str(title), _address(asked, **{name: ""})) for name, on, title in named if on]


def rows_of(cases: Iterable[Case]) -> list[Row]:
    """The lines of these cases, in their order; two questions for all of them."""
    cases = list(cases)
    places = names_of(case.place_scope for case in cases)
    units = unit_names(case.lead_unit for case in cases if case.lead_unit)
    return [
        Row(
            case,
            str(STATES[State(case.state)]),
            TONES[case.state],
            category_of(case),
            places.get(case.place_scope, str(case.place_scope)),
            units.get(case.lead_unit, "") if case.lead_unit else "",
        )
        for case in cases
    ]


def _tabs(asked: QueryDict, found: dict[str, int]) -> list[Tab]:
    state, late = asked.get("state", "open"), asked.get("late") == "1"
    beside = "&map=1" if asked.get("map") == "1" else ""
    total = sum(count for name, count in found.items() if name != "late")
    tabs = [Tab(_("All open"), f"?state=open{beside}", _counted(total), state == "open" and not late)]
    tabs.append(Tab(_("Late"), f"?late=1{beside}", _counted(found.get("late", 0)), late))
    for each in OPEN_TABS:
        if found.get(each) or state == each:
            shown = _counted(found.get(each, 0))
            current = state == each and not late
            tabs.append(Tab(str(STATES[each]), f"?state={each}{beside}", shown, current))
    tabs.append(Tab(_("Ended"), f"?state=ended{beside}", "", state == "ended"))
    return tabs


def _counted(count: int) -> str:
    """A count that stopped early says so."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else str(count)


def _categories() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = []
    for scheme in current_all():
        if scheme.has("cases"):
            kinds = [
                (f"{scheme.name}:{one.code}", str(one.title)) for one in scheme.section(CASES).categories
            ]
            groups.append((str(scheme.title), kinds))
    return groups


def _address(asked: QueryDict, /, **changed: str) -> str:  # positional: `asked` is a name in addresses too
    kept = {name: value for name, value in asked.items() if value and name in _KNOWN and name != "before"}
    kept |= changed
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _found(actor: Actor, asked: QueryDict) -> tuple[Filters, list[Case], str]:
    """The filters, a page of what they match and one more, and what is wrong with them."""
    try:
        filters = filters_of(asked)
    except Invalid as error:
        return Filters(), [], error.message()
    if filters.words and not query_terms(filters.words):
        return filters, [], _("Search for two characters or a word at least: this has nothing to look for.")
    return filters, inbox(actor, filters, limit=SHOWN + 1), ""


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The inbox. A bare case number in the search box opens that case."""
    actor, asked = actor_of(request), request.GET
    require_anywhere(actor, "cases.search")
    number = number_of(asked.get("q", "").strip())
    if number is not None:
        return redirect("desk:case", number=number)
    filters, cases, wrong = _found(actor, asked)
    shown, more = cases[:SHOWN], len(cases) > SHOWN
    chips = _chips(asked, filters)
    context = {
        "rows": rows_of(shown),
        "tabs": _tabs(asked, counts(actor)),
        "categories": _categories(),
        "asked": asked,
        "chips": chips,
        "wrong": wrong,
        "kept": [(name, value) for name in _IN_CHIPS if (value := asked.get(name))],
        "narrowed": bool(filters.words or filters.category or filters.late) or bool(chips),
        "paged": bool(filters.before),
        "following": _address(asked, before=str(shown[-1].number)) if more else "",
        "previous": _address(asked) if filters.before else "",
        "actions": [(code, str(action.title)) for code, action in actions_of(actor).items()] if shown else [],
        **_beside(asked),
    }
    return render(request, "cases/inbox.html", context)


def _beside(asked: QueryDict) -> dict[str, Any]:
    """The map beside the list, the way to it and back, and what a bulk run is told of this list."""
    on = asked.get("map") == "1"
    return {
        "map_on": on,
        "map_address": _address(asked, map="" if on else "1", **({"box": ""} if on else {})),
        "whole": _address(asked, box=""),
        "query": _address(asked).removeprefix("?"),
    }
