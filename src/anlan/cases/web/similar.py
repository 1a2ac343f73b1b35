"""`/desk/<number>/similar/`: cases like this one, near in space, time and words, among those the reader may see.

A page of its own: the case page does not wait for it, and fetches its middle (`?part=1`) when it stands.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of
from anlan.cases.hold import Standing
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.queries import case_by_number, may_do
from anlan.cases.same_matter.nearby import similar_to
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import TONES, category_of, whereabouts_of
from anlan.kit import clock


@never_cache
@login_required
@require_GET
def similar(request: HttpRequest, number: int) -> HttpResponse:
    """At most five, the most alike first, each with what speaks for it; merging is offered where it makes sense."""
    actor, at = actor_of(request), clock.now()
    case = case_by_number(actor, number)
    Standing.of(case, actor).require(actor, "cases.search")
    able = "merge" in may_do(actor, case)
    alike = similar_to(case, actor, at=at)
    places = whereabouts_of(one.case.place_scope for one in alike)
    found = [
        {
            "case": one.case,
            "category": category_of(one.case),
            "place": places[one.case.place_scope],
            "state": STATES[State(one.case.state)],
            "tone": TONES[one.case.state],
            "metres": one.metres,
            "likely": one.likeness.likely,
            "reasons": one.likeness.reasons,
            "may_merge": able and one.case.state in OPEN,
        }
        for one in alike
    ]
    template = "cases/similar_part.html" if request.GET.get("part") == "1" else "cases/similar.html"
    return render(request, template, {"case": case, "found": found})
