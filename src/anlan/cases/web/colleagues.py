"""`/desk/<number>/colleagues/`: who can be named in a note of this case, for the list that opens behind an @."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of
from anlan.cases.hold import Standing
from anlan.cases.queries import case_by_number
from anlan.cases.telling.mentions import suggestions
from anlan.kit import clock


@never_cache
@login_required
@require_GET
def colleagues(request: HttpRequest, number: int) -> JsonResponse:
    """At most eight who may see this case, for whoever may write a note on it; a foreign case is not found."""
    actor = actor_of(request)
    case = case_by_number(actor, number)
    Standing.of(case, actor).require(actor, "cases.add_note")
    found = suggestions(case, request.GET.get("q", "")[:40], by=actor.ref, at=clock.now())
    return JsonResponse({"people": [{"name": one.handle, "about": one.about} for one in found]})
