"""Asking before one reports: which unit a matter goes to, how long it may take; and kinds while one writes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.cases.public import answers_for, kinds_for
from anlan.kit import clock
from anlan.portal import choices
from anlan.portal.neighbourhood import COOKIE, known
from anlan.portal.pace import LOOKS, WORDS

_LONGEST = 400


def _words(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "").replace("\x00", "").split())[:_LONGEST]


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """`/ask/`: words and a place in, units and limits out; the numbers to call, and what is often asked."""
    words = _words(request, "q")
    if words:
        LOOKS.step(request)
    sent = request.GET.get("place")
    chosen = known(sent if sent is not None else request.COOKIES.get(COOKIE, ""))
    options = choices.places(settings.ANLAN_DISTRICT)
    found = answers_for(words, place=chosen, at=clock.now()) if words else []
    context = {
        "q": words,
        "chosen": str(chosen or ""),
        "groups": [
            (value, rest) if isinstance(rest, list) else ("", [(value, rest)]) for value, rest in options
        ],
        "answers": [
            {
                "title": one.title,
                "unit": one.unit,
                "limits": one.limits,
                "value": f"{one.capability}:{one.category}",
            }
            for one in found
        ],
    }
    return render(request, "portal/ask.html", context)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """`/report/suggest/?words=`: at most three kinds as `{"found": [{"value", "title"}]}`, in the reader's language."""
    WORDS.step(request)
    found = [
        {"value": f"{capability}:{category}", "title": title}
        for capability, category, title in kinds_for(_words(request, "words"))
    ]
    return JsonResponse({"found": found})
