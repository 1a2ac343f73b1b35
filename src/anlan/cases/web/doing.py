"""A verb sent from a form of the case page. Whatever goes wrong, nothing that was typed is lost.

Somebody was quicker        what happened since, yours beside what is now, and the form to apply it again or to drop it
no longer yours to do       why, and what you typed, kept as a draft and as a note to write where that is possible
you see the case no more    what you typed and nothing else: a foreign case answers like none
nobody is signed in         it waits until the same account signs in again (web/typed.py)
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.access.public import actor_of
from anlan.cases.errors import CaseChanged, CaseNotFound
from anlan.cases.hold import Standing
from anlan.cases.lifecycle import State, allowed
from anlan.cases.own.drafts import forget_draft
from anlan.cases.queries import case_by_number, may_do
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.titles import VERBS as TITLES
from anlan.cases.telling.wording import TONES, category_of
from anlan.cases.verbs import VERBS
from anlan.cases.web.asked import Asked
from anlan.cases.web.case import case_page
from anlan.cases.web.fields import answer_name, say_at
from anlan.cases.web.filtering import number_of
from anlan.cases.web.offers import VersionedForm, form_for
from anlan.cases.web.page import Shown
from anlan.cases.web.refusals import NotYourTurn, StateForbids, in_titles
from anlan.cases.web.since import fields_of, since
from anlan.cases.web.typed import as_draft, as_of_now, typed_in, unseen, until_signed_in
from anlan.cases.web.verb_forms import TABLE
from anlan.kit import clock
from anlan.kit.errors import AnlanError

_STEP = re.compile(r"[a-z0-9_]{1,40}\Z")


@dataclass(frozen=True)
class Sent:
    """One form as it was sent. `key` is its name among drafts: the verb, and the step of `act`."""

    request: HttpRequest
    asked: Asked
    verb: str
    key: str
    form: VersionedForm

    @property
    def seen(self) -> int | None:
        """The version of the case the form was made from."""
        return number_of(self.request.POST.get("version", ""))

    @property
    def title(self) -> str:
        """What was to be done."""
        step = self.asked.section.step(self.asked.step) if self.asked.step else None
        return str(step.title) if step else str(TITLES[self.verb])


@never_cache
@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One verb. A refusal shows the page again with what was entered; a success goes back to the case."""
    if verb not in TABLE:
        raise Http404
    step = request.POST.get("step", "") if verb == "act" else ""
    step = step if _STEP.match(step) else ""
    key = f"{verb}-{step}" if step else verb
    if not request.user.is_authenticated:
        return until_signed_in(request, number, key)
    try:
        asked = _asked(request, number, step)
    except CaseNotFound:
        return unseen(request, typed_in(request))
    return _send(Sent(request, asked, verb, key, form_for(verb, asked, request)))


def _asked(request: HttpRequest, number: int, step: str) -> Asked:
    actor = actor_of(request)
    return Asked(case_by_number(actor, number), actor, clock.now(), step)


def _send(sent: Sent) -> HttpResponse:
    asked, form, row = sent.asked, sent.form, TABLE[sent.verb]
    if row.versioned and sent.seen is not None and sent.seen < asked.case.version:
        return _overtaken(sent)
    if refusal := _not_now(asked, sent.verb):
        return _kept(sent, refusal)
    if not form.is_valid():
        return case_page(sent.request, asked.case, 422, shown=Shown(refused=form, key=sent.key))
    cleaned = dict(form.cleaned_data)
    version = cleaned.pop("version")
    try:
        arguments = row.call(asked, cleaned)
        VERBS[sent.verb](
            by=asked.actor,
            at=asked.at,
            case=asked.case.id,
            version=version if row.versioned else None,
            **arguments,
        )
    except AnlanError as error:
        return _refused(sent, error)
    forget_draft(by=asked.actor, case=asked.case, form=sent.key)
    messages.success(sent.request, _("Done: {verb}").format(verb=TITLES[sent.verb]), extra_tags="good")
    return redirect("desk:case", number=asked.case.number)


def _not_now(asked: Asked, verb: str) -> AnlanError | None:
    """Why this actor cannot do this with the case as it stands, whatever the form says."""
    if verb in may_do(asked.actor, asked.case) and TABLE[verb].when(asked):
        return None
    if not allowed(asked.case.state, verb):
        return StateForbids(state=str(STATES[State(asked.case.state)]), verb=str(TITLES[verb]))
    try:
        Standing.of(asked.case, asked.actor).require(asked.actor, f"cases.{verb}")
    except AnlanError as error:
        return error
    return NotYourTurn() if TABLE[verb].versioned else None  # else the verb says it better: who was first


def _refused(sent: Sent, error: AnlanError) -> HttpResponse:
    """The page anew, as it is now, with the refusal and what was entered. The next try is against what is shown."""
    error = in_titles(error)
    try:
        sent = replace(sent, asked=_asked(sent.request, sent.asked.case.number, sent.asked.step))
    except CaseNotFound:
        return unseen(sent.request, typed_in(sent.request))
    if isinstance(error, CaseChanged):
        return _overtaken(sent)
    if _not_now(sent.asked, sent.verb):
        return _kept(sent, error)
    form = sent.form
    say_at(form, error, error.field if error.field in form.fields else answer_name(error.field or ""))
    form.data = as_of_now(sent.request, sent.asked.case)
    return case_page(sent.request, sent.asked.case, error.status, shown=Shown(refused=form, key=sent.key))


def _context(sent: Sent, refusal: AnlanError | None) -> dict[str, Any]:
    as_draft(sent.asked.actor, sent.asked.case, sent.key, typed_in(sent.request))
    case = sent.asked.case
    return {
        "case": case,
        "category": category_of(case),
        "state": STATES[State(case.state)],
        "tone": TONES[case.state],
        "unit": sent.asked.unit_name(case.lead_unit),
        "fields": fields_of(sent.form, sent.asked),
        "key": sent.key,
        "verb": sent.verb,
        "title": sent.title,
        "refusal": refusal,
        "note": _note(sent, refusal),
    }


def _overtaken(sent: Sent) -> HttpResponse:
    """Somebody moved the case after this form was made: what they did, yours beside what is now, and both ways on."""
    refusal = _not_now(sent.asked, sent.verb)
    form = form_for(sent.verb, sent.asked, sent.request)
    form.data = as_of_now(sent.request, sent.asked.case)
    context = {
        **_context(sent, refusal),
        "since": since(sent.asked, sent.seen or 0),
        "form": None if refusal else form,
        "multipart": form.is_multipart(),
    }
    return render(sent.request, "cases/conflict.html", context, status=409)


def _kept(sent: Sent, refusal: AnlanError) -> HttpResponse:
    """Not theirs to do (any more): why, and what they typed."""
    return render(sent.request, "cases/conflict.html", _context(sent, refusal), status=refusal.status)


def _note(sent: Sent, refusal: AnlanError | None) -> VersionedForm | None:
    """The words as a note to colleagues, where the verb itself is no longer possible and a note is."""
    words = sent.request.POST.get("words", "").strip()
    if refusal is None or not words or sent.verb == "add_note" or _not_now(sent.asked, "add_note"):
        return None
    return form_for("add_note", sent.asked, None, {"words": words})


@never_cache
@login_required
@require_POST
def drop(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Let go what was typed into one form, and go back to the case as it is."""
    actor = actor_of(request)
    forget_draft(by=actor, case=case_by_number(actor, number), form=key)
    messages.success(request, _("Dropped. The case stays as it is."), extra_tags="good")
    return redirect("desk:case", number=number)
