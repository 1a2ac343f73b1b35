"""`/desk/calls/`: a telephone call on one screen. Works without JavaScript; everything typed comes by POST.

A telephone system hands a number over behind `#` (`/desk/calls/#number=…`): what stands there is never sent to a
server, so no log, no proxy and no referrer learns who called.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.calls.queue import taken_in
from anlan.cases.calls.verbs.join_call import join_call
from anlan.cases.calls.verbs.see_earlier import see_earlier
from anlan.cases.calls.verbs.take_call import AnswerGiven, Matter, Wish, take_call
from anlan.cases.calls.web.forms import AnswerForm, CallForm, PassForm
from anlan.cases.calls.web.screen import Screen, earlier_lines, uuid_or_none
from anlan.cases.calls.where import place_called
from anlan.cases.own.calls import forget_call_draft, keep_call_draft, unsent_calls
from anlan.cases.same_matter.joining import behind
from anlan.cases.web.fields import say_at
from anlan.kit import clock
from anlan.kit.errors import AnlanError

_FIELDS = {"due": "callback_at", "phone": "number"}  # what a refusal names → where it was typed


@never_cache
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """GET the empty form, or with `call` one that was not sent; POST `step` = save | answer | look | earlier | discard,
    or `join` with the handle of a matter that was shown.
    """
    screen = Screen(request, actor_of(request), clock.now())
    require_anywhere(screen.actor, "cases.take_call")
    if request.method != "POST":
        return _opened(screen)
    if "join" in request.POST:
        return _join(screen)
    step = request.POST.get("step", "look")
    if step in ("save", "answer"):
        return _take(screen, AnswerForm if step == "answer" else PassForm)
    if step == "earlier":
        return _earlier(screen)
    if step == "discard":
        return _discard(screen)
    return _page(screen, screen.as_typed())


def _page(screen: Screen, form: CallForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(screen.request, "cases/calls/entry.html", screen.context(form, **more), status=status)


def _opened(screen: Screen) -> HttpResponse:
    if "number" in screen.request.GET:
        text = _(
            "A number must not stand in an address, where logs keep it. Hand it over behind #number= instead."
        )
        messages.warning(screen.request, text, extra_tags="wait")
        return redirect("desk:calls")
    asked = uuid_or_none(screen.request.GET.get("call", ""))
    draft = next((one for one in unsent_calls(screen.actor, at=screen.at) if one.call == asked), None)
    if draft is None:
        return _page(screen, screen.form())
    return _page(screen, screen.form(initial={**draft.fields, "call": str(draft.call)}))


def _call_id(screen: Screen) -> UUID | None:
    return uuid_or_none(screen.request.POST.get("call", ""))


def _take(screen: Screen, kind: type[CallForm]) -> HttpResponse:
    form = screen.form(kind, screen.request.POST)
    if not form.is_valid():
        return _page(screen, form, 422)
    data = form.cleaned_data
    capability, _colon, category = data["category"].partition(":")
    try:
        take_call(
            by=screen.actor,
            at=screen.at,
            call=data["call"],
            matter=Matter(
                capability=capability or screen.capability(form),
                category=category,
                words=data["words"],
                place=place_called(data["place"], screen.places),
                address=data["address"],
            ),
            number=data["number"],
            name=data["name"],
            answer=AnswerGiven(data["outcome"], data["answer"]) if kind is AnswerForm else None,
            articles=_articles(screen, capability or screen.capability(form)),
            wish=Wish(data["callback_at"]) if data["callback"] or data["callback_at"] else None,
        )
    except AnlanError as error:
        say_at(form, error, _FIELDS.get(error.field or ""))
        return _page(screen, form, error.status)
    forget_call_draft(by=screen.actor, call=data["call"])
    screen.remember(taken_in(screen.actor, data["call"]))
    return redirect("desk:calls")


def _articles(screen: Screen, capability: str) -> list[str]:
    """The codes of the articles that were ticked, of the capability the matter belongs to."""
    ticked = [value.partition(":") for value in screen.request.POST.getlist("articles")[:20]]
    return [code for name, _colon, code in ticked if name == capability]


def _earlier(screen: Screen) -> HttpResponse:
    form, call = screen.as_typed(), _call_id(screen)
    agreed = screen.request.POST.get("agreed") == "yes"
    if call is None or not form.said("number"):
        return _page(screen, form, 422, earlier_error=_("Enter the number calling first."))
    try:
        found = see_earlier(
            by=screen.actor,
            at=screen.at,
            call=call,
            capability=screen.capability(form),
            number=form.said("number"),
            agreed=agreed,
        )
    except AnlanError as error:
        return _page(screen, form, error.status, earlier_error=error.message())
    return _page(screen, form, earlier=earlier_lines(found))


def _join(screen: Screen) -> HttpResponse:
    form, call = screen.as_typed(), _call_id(screen)
    handle = screen.request.POST["join"][:400]
    try:
        if call is None:
            return _page(screen, screen.form(), 422)
        case = join_call(
            by=screen.actor, at=screen.at, call=call, case=behind(handle), number=form.said("number")
        )
    except AnlanError as error:
        messages.error(screen.request, error.message(), extra_tags="bad")
        return _page(screen, form, error.status)
    forget_call_draft(by=screen.actor, call=call)
    screen.remember(case, joined=True)
    return redirect("desk:calls")


def _discard(screen: Screen) -> HttpResponse:
    call = _call_id(screen)
    if call is not None:
        forget_call_draft(by=screen.actor, call=call)
    return redirect("desk:calls")


@never_cache
@login_required
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in a call, sealed; `forget=1` lets it go. Called by the page's script."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "cases.take_call")
    call = uuid_or_none(request.POST.get("call", ""))
    if call is None:
        return redirect("desk:calls")
    if request.POST.get("forget") == "1":
        forget_call_draft(by=actor, call=call)
        return HttpResponse(status=204)
    try:
        keep_call_draft(by=actor, at=at, call=call, fields=request.POST.dict())
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)
    return HttpResponse(status=204)
