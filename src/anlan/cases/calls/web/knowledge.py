"""`/desk/calls/knowledge/`: every article, or those that fit the words; what is out of date is marked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.callrules.articles import all_articles
from anlan.cases.callrules.section import articles_of, taking_calls
from anlan.cases.calls.queue import waiting_counts
from anlan.cases.calls.web.shown import lines_of
from anlan.kit import clock

_LONGEST = 200


@never_cache
@login_required
@require_GET
def knowledge(request: HttpRequest) -> HttpResponse:
    """`q` searches; the words are a subject and no person, so they may stand in the address."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "cases.take_call")
    words = request.GET.get("q", "").replace("\x00", "")[:_LONGEST]
    today = localdate(at)
    groups = [
        (str(scheme.title), lines_of(all_articles(articles_of(scheme), words), today))
        for scheme in taking_calls()
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "words": words,
        "counts": waiting_counts(actor, at),
    }
    return render(request, "cases/calls/knowledge.html", context)
