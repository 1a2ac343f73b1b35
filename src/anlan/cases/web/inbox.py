"""`/desk/`: the cases of one's scope, narrowed by filters; every count opens its list."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.queries import Filters, counts, inbox
from anlan.cases.reach import MOST_COUNTED
from anlan.cases.section import CASES
from anlan.cases.titles import STATES
from anlan.cases.web.wording import TONES, category_of
from anlan.kit.words import clean
from anlan.parties.public import unit_names
from anlan.places.public import names_of
from anlan.schemes.public import current_all

_SHOWN = 25
_OPEN = (
    State.REPORTED, State.ROUTED, State.DISPATCHED, State.HANDLING, State.SUSPENDED, State.HANDLED, State.VERIFIED,
)  # fmt: skip
_ENDED = (State.CLOSED, State.RATED, State.MERGED)
_IN_CHIPS = ("unit", "lead", "supervised", "reopened", "asked")
_GROUPS = {"open": _OPEN, "ended": _ENDED, **{str(state): (state,) for state in _OPEN}}


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

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


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def _unit(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _chips(request: HttpRequest, filters: Filters) -> list[tuple[str, str]]:
    """What narrows the list beyond what its form shows: a name, and the address without it."""
    units = unit_names([unit for unit in (filters.unit, filters.lead) if unit])
    named = [
        ("unit", filters.unit, units.get(filters.unit, "—") if filters.unit else ""),
        ("lead", filters.lead, units.get(filters.lead, "—") if filters.lead else ""),
        ("lead", filters.unowned, _("Nobody owns it yet")),
        ("supervised", filters.supervised, _("supervised")),
        ("reopened", filters.reopened, _("reopened")),
        ("asked", filters.asked == "objection", _("an objection waits")),
        ("asked", filters.asked == "extension", _("more time is asked for")),
    ]
    return [(str(title), _address(request, **{name: ""})) for name, on, title in named if on]


def filters_of(asked: QueryDict) -> Filters:
    """Filters from an address; what is not understood does not narrow."""
    capability, _colon, category = asked.get("category", "").partition(":")
    return Filters(
        states=tuple(str(state) for state in _GROUPS.get(asked.get("state", "open"), _OPEN)),
        capability=capability[:40],
        category=category[:40],
        late=True if asked.get("late") == "1" else None,
        supervised=True if asked.get("supervised") == "1" else None,
        reopened=True if asked.get("reopened") == "1" else None,
        asked=kind if (kind := asked.get("asked", "")) in {"objection", "extension"} else "",
        unit=_unit(asked.get("unit", "")),
        lead=_unit(asked.get("lead", "")),
        unowned=asked.get("lead") == "none",
        words=clean(asked.get("q", "")[:200], field="q", longest=200),
        before=_number(asked.get("before", "")),
    )


def _rows(cases: list[Case]) -> list[Row]:
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


def _tabs(request: HttpRequest, found: dict[str, int]) -> list[Tab]:
    state, late = request.GET.get("state", "open"), request.GET.get("late") == "1"
    total = sum(count for name, count in found.items() if name != "late")
    tabs = [Tab(_("All open"), "?state=open", _counted(total), state == "open" and not late)]
    tabs.append(Tab(_("Late"), "?late=1", _counted(found.get("late", 0)), late))
    for each in _OPEN:
        if found.get(each) or state == each:
            shown = _counted(found.get(each, 0))
            tabs.append(Tab(str(STATES[each]), f"?state={each}", shown, state == each and not late))
    tabs.append(Tab(_("Ended"), "?state=ended", "", state == "ended"))
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


def _address(request: HttpRequest, **changed: str) -> str:
    asked = {name: value for name, value in request.GET.items() if value and name != "before"}
    asked |= changed
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The inbox. A bare case number in the search box opens that case."""
    actor = actor_of(request)
    require_anywhere(actor, "cases.search")
    number = _number(request.GET.get("q", "").strip())
    if number is not None:
        return redirect("desk:case", number=number)
    filters = filters_of(request.GET)
    cases = inbox(actor, filters, limit=_SHOWN + 1)
    shown, more = cases[:_SHOWN], len(cases) > _SHOWN
    chips = _chips(request, filters)
    context = {
        "rows": _rows(shown),
        "tabs": _tabs(request, counts(actor)),
        "categories": _categories(),
        "asked": request.GET,
        "chips": chips,
        "kept": [(name, value) for name in _IN_CHIPS if (value := request.GET.get(name))],
        "narrowed": bool(filters.words or filters.category or filters.late or filters.before) or bool(chips),
        "following": _address(request, before=str(shown[-1].number)) if more else "",
        "previous": _address(request) if filters.before else "",
    }
    return render(request, "cases/inbox.html", context)
