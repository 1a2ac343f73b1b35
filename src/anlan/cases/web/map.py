"""`/desk/map/`: the open cases of one's scope on a map, and the same as a list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import category_of
from anlan.cases.tiles.listing import MOST, Box, cases_in
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.kit.moments import said
from anlan.places.public import names_of


@never_cache
@login_required
@require_GET
def desk_map(request: HttpRequest) -> HttpResponse:
    """The page; what is on it comes as tiles and as `here`."""
    require_anywhere(actor_of(request), "cases.search")
    return render(request, "cases/map.html")


@never_cache
@login_required
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """`/desk/map/here/?box=west,south,east,north`: at most fifty open cases of one's scope in the box, as JSON."""
    actor = actor_of(request)
    try:
        require_anywhere(actor, "cases.search")
        box = Box.read(request.GET.get("box", ""))
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)
    found = list(cases_in(actor, box)[: MOST + 1])
    places = names_of(case.place_scope for case in found)
    shown = [_line(case, places.get(case.place_scope, "")) for case in found[:MOST]]
    return JsonResponse({"cases": shown, "more": len(found) > MOST})


def _line(case: Case, place: str) -> dict[str, Any]:
    return {
        "number": case.number,
        "url": reverse("desk:case", kwargs={"number": case.number}),
        "category": category_of(case),
        "state": str(STATES[State(case.state)]),
        "place": place,
        "due": said(case.next_due, clock.now()) if case.next_due else "",
        "late": case.late,
    }
