"""`/desk/callbacks/`: the calls to make, one of them, and what callers said."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from anlan.access.public import actor_of, name_of, require_anywhere
from anlan.cases.callrules.errors import CallbackNotFound
from anlan.cases.callrules.promising import rule_of
from anlan.cases.callrules.section import calls_of
from anlan.cases.calls.hold import is_taken
from anlan.cases.calls.queue import callback_by_id, figures, waiting, waiting_counts
from anlan.cases.calls.verbs.finish_callback import finish_callback
from anlan.cases.calls.verbs.leave_callback import leave_callback
from anlan.cases.calls.verbs.miss_callback import miss_callback
from anlan.cases.calls.verbs.record_survey import record_survey
from anlan.cases.calls.verbs.take_callback import take_callback
from anlan.cases.calls.web.forms import SurveyForm, ToldForm
from anlan.cases.models.calls import KINDS, Callback
from anlan.cases.telling.contacts import reporters_of
from anlan.cases.telling.wording import category_of, whereabouts, whereabouts_of
from anlan.cases.web.fields import entered
from anlan.cases.web.typed import unseen, words_in
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.schemes.public import current

_FIGURES_OF = timedelta(days=30)


@never_cache
@login_required
def callbacks(request: HttpRequest) -> HttpResponse:
    """Everything that waits in one's area, what is due first on top; `kind` narrows to promised or survey."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "cases.call_back")
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    listed = waiting(actor, at, kind=kind)
    places = whereabouts_of(one.callback.case.place_scope for one in listed)
    rows = [
        {
            "row": one,
            "category": category_of(one.callback.case),
            "place": places[one.callback.case.place_scope],
        }
        for one in listed
    ]
    counts = waiting_counts(actor, at)
    tabs = [
        ("", _("All calls back"), counts["promised"] + counts["survey"]),
        ("promised", _("Promised"), counts["promised"]),
        ("survey", _("After closing"), counts["survey"]),
    ]
    told = figures(actor, since=at - _FIGURES_OF, kept_title=_("Promised calls made in time"))
    context = {"rows": rows, "kind": kind, "tabs": tabs, "counts": counts, "figures": told}
    return render(request, "cases/calls/callbacks.html", {**context, "days": _FIGURES_OF.days})


@never_cache
@login_required
def callback(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """One call. POST `step` = take | leave | miss | finish | survey | decline | number."""
    actor, step = actor_of(request), request.POST.get("step", "")
    require_anywhere(actor, "cases.call_back")
    try:
        found = callback_by_id(actor, callback_id)
        if step in _STEPS:
            return _do(request, found, step)
    except CallbackNotFound:
        if step not in _STEPS:
            raise
        return unseen(request, words_in(request))
    return _number(request, found) if step == "number" else _page(request, found)


def _take(request: HttpRequest, **who: Any) -> object:  # noqa: ARG001 - every step takes the request
    return take_callback(**who)


def _leave(request: HttpRequest, **who: Any) -> object:  # noqa: ARG001
    return leave_callback(**who)


def _miss(request: HttpRequest, **who: Any) -> object:  # noqa: ARG001
    return miss_callback(**who)


def _decline(request: HttpRequest, **who: Any) -> object:
    return record_survey(**who, declined=True, words=request.POST.get("remark", ""))


def _survey(request: HttpRequest, **who: Any) -> object:
    given = {name: str(value) for name, value in request.POST.items()}
    return record_survey(**who, answers=given, words=given.get("remark", ""))


def _finish(request: HttpRequest, **who: Any) -> object:
    return finish_callback(**who, words=request.POST.get("words", ""))


_STEPS: Mapping[str, Callable[..., object]] = {
    "take": _take,
    "leave": _leave,
    "miss": _miss,
    "finish": _finish,
    "survey": _survey,
    "decline": _decline,
}


def _do(request: HttpRequest, found: Callback, step: str) -> HttpResponse:
    try:
        _STEPS[step](request, by=actor_of(request), at=clock.now(), callback=found.id)
    except AnlanError as error:
        return _refused(request, callback_by_id(actor_of(request), found.id), step, error)
    if step == "take":
        return redirect("desk:callback", callback_id=found.id)
    said = {"leave": _("The call is free for others."), "miss": _("Nobody answered: it is recorded.")}
    messages.success(request, said.get(step, _("It is recorded.")), extra_tags="good")
    return redirect("desk:callbacks")


def _refused(request: HttpRequest, found: Callback, step: str, error: AnlanError) -> HttpResponse:
    """The call as it is now, and what was typed: in its form, or to be copied where the call is no longer theirs."""
    form = _form(found, request.POST)
    if form is None:
        return _page(request, found, error.status, refusal=error.message())
    typed = [said for bound in form if (said := entered(bound))]
    if step not in ("finish", "survey"):  # nothing of the form was asked for, so nothing in it is wrong
        form = _form(found, initial=request.POST.dict())
    elif error.field in form.fields:
        form.is_valid()
        if error.field not in form.errors:
            form.add_error(error.field, error.message())
        return _page(request, found, error.status, form=form, typed=typed)
    return _page(request, found, error.status, refusal=error.message(), form=form, typed=typed)


def _number(request: HttpRequest, found: Callback) -> HttpResponse:
    """The caller's number, once, on this answer only; the look is a fact with its purpose."""
    actor, at = actor_of(request), clock.now()
    if found.state != "open" or found.taken_by != actor.ref or not is_taken(found, at):
        return _page(request, found, 409, refusal=_("Take this call first."))
    try:
        people = reporters_of(found.case, by=actor, at=at, purpose="callback")
    except AnlanError as error:
        return _page(request, found, error.status, refusal=error.message())
    return _page(request, found, people=people)


def _form(found: Callback, data: Any = None, initial: Any = None) -> forms.Form | None:
    if found.kind == "promised":
        return ToldForm(data, initial=initial)
    survey = calls_of(current(found.case.capability)).survey
    return SurveyForm(data, initial=initial, survey=survey) if survey else None


def _page(
    request: HttpRequest, found: Callback, status: int = 200, form: forms.Form | None = None, **more: Any
) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    rule = rule_of(found)
    taken = is_taken(found, at)
    context = {
        "callback": found,
        "case": found.case,
        "category": category_of(found.case),
        "place": whereabouts(found.case.place_scope),
        "mine": found.state == "open" and taken and found.taken_by == actor.ref,
        "who": name_of(found.taken_by) if taken and found.taken_by != actor.ref else "",
        "most": rule.attempts if rule else None,
        "provision": current(found.case.capability).provisions.get(found.provision),
        "survey": calls_of(current(found.case.capability)).survey if found.kind == "survey" else None,
        "form": form if form is not None else _form(found),
        **more,
    }
    return render(request, "cases/calls/callback.html", context, status=status)
