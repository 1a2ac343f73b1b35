"""The page behind a receipt's code: what happened, its clock, rating, having it handled again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anlan.access.public import Actor, purposes, reporter, token_hmac
from anlan.cases import public as cases
from anlan.cases.public import Case, DueLine, State
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound
from anlan.kit.moments import said
from anlan.parties.public import unit_names
from anlan.portal.forms import RateForm, ReopenForm, TokenForm, tell
from anlan.portal.messages import messages_of, stop_messages
from anlan.portal.pace import LOOKS

_STAGES = (
    (State.REPORTED, State.ROUTED),
    (State.DISPATCHED,),
    (State.HANDLING, State.SUSPENDED),
    (State.HANDLED, State.VERIFIED),
    (State.CLOSED, State.RATED, State.MERGED),
)


def _tracked(request: HttpRequest, token: str) -> Case:
    LOOKS.step(request)
    return cases.tracked(token)


def _as_reporter(token: str) -> Actor:
    return reporter(token_hmac(token))


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """A page behind a secret address: never listed, and never told to another site.

    Not `no-referrer`: browsers then send `Origin: null` with the rating, which the CSRF check must refuse.
    """
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


@never_cache
@require_GET
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """`/receipt/<token>/`: the number, the proof and the way back."""
    try:
        case = _tracked(request, token)
    except NotFound:
        return _lost(request, token)
    track = reverse("portal:story", kwargs={"token": token})
    context = {
        "case": case,
        "token": token,
        "track": track,
        "address": request.build_absolute_uri(track),
        "category": cases.category_now(case.capability, case.category),
        "place": cases.whereabouts(case.place_scope),
        "clocks": [line for line in cases.due_lines(case) if line.done is None],
    }
    return _unlisted(render(request, "portal/receipt.html", context))


def _lost(request: HttpRequest, token: str) -> HttpResponse:
    """404 that helps: the field as it was filled in, where one letter may be wrong, and what a code looks like."""
    form = TokenForm(initial={"token": token.strip("-")})
    return render(request, "portal/track.html", {"form": form, "lost": True}, status=404)


@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """`/track/`: enter the code of a receipt."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("portal:story", token=form.cleaned_data["token"][:80] or "-")
    return render(request, "portal/track.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def story(request: HttpRequest, token: str) -> HttpResponse:
    """`/track/<token>/`: how the matter stands; POST `do` = rate | reopen | stop."""
    try:
        case = _tracked(request, token)
    except NotFound:
        return _lost(request, token)
    able = cases.may_do(_as_reporter(token), case)
    most = cases.section_of(case).rating.most
    rate, reopen = RateForm(most=most), ReopenForm()
    status = 200
    if request.method == "POST":
        doing = request.POST.get("do")
        if doing == "rate":
            rate = RateForm(request.POST, most=most)
            done, status = _try(cases.rate, rate, case, token)
        elif doing == "reopen":
            reopen = ReopenForm(request.POST)
            done, status = _try(cases.reopen, reopen, case, token)
        elif doing == "stop":
            stop_messages(case, token)
            done = True
        else:
            raise Http404
        if done:
            messages.success(request, _("Thank you. It has arrived."), extra_tags="good")
            return redirect("portal:story", token=token)
    context = _story_context(case, token, able) | {"rate": rate, "reopen": reopen}
    return _unlisted(render(request, "portal/story.html", context, status=status))


def _try(verb: Any, form: RateForm | ReopenForm, case: Case, token: str) -> tuple[bool, int]:
    if not form.is_valid():
        return False, 422
    try:
        verb(by=_as_reporter(token), at=clock.now(), case=case.id, **form.cleaned_data)
    except AnlanError as error:
        tell(form, error)
        return False, error.status
    return True, 200


def _story_context(case: Case, token: str, able: list[str]) -> dict[str, Any]:
    stage = next(number for number, states in enumerate(_STAGES) if case.state in states)
    names = [_("Received"), _("Handed over"), _("Being handled"), _("Being checked"), _("Closed")]
    told = [
        {"at": event.at, "title": event.title, "words": event.words} for event in cases.public_story(case)
    ]
    told.reverse()
    if told:
        told[0]["current"] = True
    lines = cases.due_lines(case)
    return {
        "case": case,
        "token": token,
        "category": cases.category_now(case.capability, case.category),
        "place": cases.whereabouts(case.place_scope),
        "plain": str(cases.FOR_RESIDENTS[case.state]),
        "stages": [(name, number < stage, number == stage) for number, name in enumerate(names)],
        "timeline": told,
        "clocks": lines,
        "clear": _clear(case, lines),
        "joined": cases.joined(case.id),
        "photos": cases.attachments(case, _as_reporter(token)),
        "may_rate": "rate" in able,
        "may_reopen": "reopen" in able,
        "looks": _looks(case, token),
        "messages_told": messages_of(case),
    }


def _clear(case: Case, lines: list[DueLine]) -> str:
    """Who has it and until when, in one sentence; "" when nobody has it, or it is over."""
    theirs = (None, case.lead_unit)
    running = next((line for line in lines if line.done is None and line.unit in theirs), None)
    unit = unit_names([case.lead_unit]).get(case.lead_unit, "") if case.lead_unit else ""
    if case.state not in cases.OPEN or not unit:
        return ""
    if running is None:
        return _("{unit} has it.").format(unit=unit)
    now = clock.now()
    values = {"unit": unit, "clock": running.title, "when": said(running.at, now)}
    if running.paused:
        return _("{unit} has it; its clock is stopped for now.").format(**values)
    if now > running.at:
        return _("{unit} has it. It was due {when} and is late.").format(**values)
    return _("{unit} has it. {clock}: until {when}.").format(**values)


def _looks(case: Case, token: str) -> list[dict[str, Any]]:
    """Who saw the reporter's contact: when and for which purpose. Staff are not named to the public (PIPL Art. 45)."""
    seen = cases.looks_at(case, by=_as_reporter(token))
    return [{"at": look.at, "purpose": str(purposes.get(look.purpose, look.purpose))} for look in seen]


@never_cache
@require_GET
def own_photo(request: HttpRequest, token: str, attachment: str) -> HttpResponseBase:
    """`/track/<token>/photo/<id>/`: a photograph the reporter sent, or one of the finished work."""
    case = _tracked(request, token)
    shown = cases.attachments(case, _as_reporter(token))
    found = next((photo for photo in shown if str(photo.id) == attachment), None)
    if found is None:
        raise Http404
    return cases.photo_answer(found.thumbnail if "small" in request.GET else found.sha256)
