"""`/desk/workload/`: what waits where. Exceptions first, every number opens its list."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.workload import MOST_UNITS, Load, workload
from anlan.kit import clock
from anlan.parties.public import unit_names

# column → the filters its numbers open
_COLUMNS: dict[str, dict[str, str]] = {
    "late": {"late": "1"},
    "unanswered": {"state": "dispatched"},
    "objected": {"asked": "objection"},
    "more_time": {"asked": "extension"},
    "reopened": {"reopened": "1"},
    "supervised": {"supervised": "1"},
    "to_check": {"state": "handled"},
    "open": {},
}


def _titles() -> dict[str, str]:
    return {
        "late": pgettext("cases", "Late"),
        "unanswered": _("Not accepted yet"),
        "objected": _("Objected"),
        "more_time": _("More time asked"),
        "reopened": pgettext("cases", "Reopened"),
        "supervised": pgettext("cases", "Supervised"),
        "to_check": _("To be checked"),
        "open": _("All open"),
    }


def _address(load: Load, filters: dict[str, str]) -> str:
    lead = {"lead": str(load.unit) if load.unit else "none"}
    return f"{reverse('desk:inbox')}?{urlencode({**lead, **filters})}"


@never_cache
@login_required
@require_GET
def supervision(request: HttpRequest) -> HttpResponse:
    """Who has how much, and what needs a supervisor."""
    actor = actor_of(request)
    require_anywhere(actor, "cases.supervise")
    loads = workload(actor)
    names = unit_names(load.unit for load in loads if load.unit)
    rows = [
        (
            names.get(load.unit, "—") if load.unit else _("Nobody owns it yet"),
            [(name, getattr(load, name), _address(load, filters)) for name, filters in _COLUMNS.items()],
        )
        for load in loads
    ]
    totals = [(title, sum(getattr(load, name) for load in loads), name) for name, title in _titles().items()]
    context = {"rows": rows, "titles": _titles(), "totals": totals, "most": MOST_UNITS, "at": clock.now()}
    return render(request, "cases/workload.html", {**context, "cut": len(rows) == MOST_UNITS})
