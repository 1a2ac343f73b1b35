"""`/desk/<number>/`: one case, its story, and every verb the actor may do with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.public import actor_of, name_of, purposes
from anlan.cases.contacts import contact_of
from anlan.cases.errors import CaseChanged
from anlan.cases.models import Case
from anlan.cases.own.drafts import forget_draft
from anlan.cases.queries import case_by_number
from anlan.cases.story import attachments
from anlan.cases.titles import VERBS as TITLES
from anlan.cases.verbs import VERBS
from anlan.cases.web.asked import Asked
from anlan.cases.web.fields import answer_name
from anlan.cases.web.offers import VersionedForm, form_for
from anlan.cases.web.page import case_context
from anlan.cases.web.photos import photo_answer
from anlan.cases.web.verb_forms import TABLE
from anlan.kit import clock, moments
from anlan.kit.errors import AnlanError


@never_cache
@login_required
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """The case as it stands. A foreign one is not found."""
    found = case_by_number(actor_of(request), number)
    return _page(request, found)


def _page(request: HttpRequest, found: Case, status: int = 200, **context: Any) -> HttpResponse:
    asked = Asked(found, actor_of(request), clock.now())
    return render(request, "cases/case.html", case_context(asked, **context), status=status)


@never_cache
@login_required
@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One verb. A refusal shows the page again with what was entered; a success goes back to the case."""
    if verb not in TABLE:
        raise Http404
    actor, at = actor_of(request), clock.now()
    found = case_by_number(actor, number)
    asked = Asked(found, actor, at, request.POST.get("step", "")[:40] if verb == "act" else "")
    form = form_for(verb, asked, request)
    key = f"{verb}-{asked.step}" if asked.step else verb
    if not form.is_valid():
        return _page(request, found, 422, refused=form, key=key)
    row, cleaned = TABLE[verb], dict(form.cleaned_data)
    version = cleaned.pop("version")
    try:
        arguments = row.call(asked, cleaned)
        VERBS[verb](by=actor, at=at, case=found.id, version=version if row.versioned else None, **arguments)
    except AnlanError as error:
        return _refused(request, number, error, form, key)
    forget_draft(by=actor, case=found, form=key)
    return _done(request, number, verb)


def _done(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    messages.success(request, _("Done: {verb}").format(verb=TITLES[verb]), extra_tags="good")
    return redirect("desk:case", number=number)


def _refused(
    request: HttpRequest, number: int, error: AnlanError, form: VersionedForm, key: str
) -> HttpResponse:
    """The page anew, as it is now, with the refusal and what was entered. The next try is against what is shown."""
    found = case_by_number(actor_of(request), number)
    words = [error.message()]
    if isinstance(error, CaseChanged):
        words.append(_last_change(found))
    field = error.field if error.field in form.fields else answer_name(error.field or "")
    form.add_error(field if field in form.fields else None, ValidationError(words))
    again = request.POST.copy()
    again["version"] = str(found.version)
    form.data = again
    return _page(request, found, error.status, refused=form, key=key)


def _last_change(found: Case) -> str:
    name = name_of(found.changed_by) or _("somebody else")
    when = moments.said(found.changed_at, clock.now())
    return _("Last changed by {name}, {when}. Below you see the case as it is now.").format(
        name=name, when=when
    )


@never_cache
@login_required
@require_POST
def contact(request: HttpRequest, number: int) -> HttpResponse:
    """Show the reporter's contact for a purpose; the look is a fact. Shown once, on this answer only."""
    actor, at = actor_of(request), clock.now()
    found = case_by_number(actor, number)
    purpose = request.POST.get("purpose", "")
    if purpose not in purposes:
        return _page(request, found, 422, contact_error=_("Please choose what it is needed for."))
    try:
        people = contact_of(found, by=actor, at=at, purpose=purpose)
    except AnlanError as error:
        return _page(request, found, error.status, contact_error=error.message())
    return _page(request, found, people=people, revealed=True)


@login_required
@require_GET
def photo(request: HttpRequest, number: int, attachment: UUID, size: str) -> HttpResponseBase:
    """A photograph of a case one may see."""
    actor = actor_of(request)
    shown = attachments(case_by_number(actor, number), actor)
    kept = next((one for one in shown if one.pk == attachment), None)
    if kept is None:
        raise Http404
    return photo_answer(kept.thumbnail if size == "small" else kept.sha256)
