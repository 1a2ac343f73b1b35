"""`/desk/<number>/`: one case, its story, and every verb the actor may do with it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.public import actor_of, purposes
from anlan.cases.models import Case
from anlan.cases.models.scans import may_be_handed_out
from anlan.cases.queries import case_by_number
from anlan.cases.telling.contacts import contact_of
from anlan.cases.telling.story import attachments, files
from anlan.cases.web.asked import Asked
from anlan.cases.web.page import Shown, case_context
from anlan.cases.web.photos import document_answer, photo_answer
from anlan.kit import clock
from anlan.kit.errors import AnlanError


@never_cache
@login_required
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponse:
    """The case as it stands. A foreign one is not found."""
    found = case_by_number(actor_of(request), number)
    into = request.GET.get("into", "")
    given = {"merge": {"into": into}} if into.isascii() and into.isdigit() and len(into) <= 18 else {}
    return case_page(request, found, shown=Shown(given=given, whole=request.GET.get("story") == "all"))


def case_page(
    request: HttpRequest, found: Case, status: int = 200, *, shown: Shown | None = None, **context: Any
) -> HttpResponse:
    """`cases/case.html` with what `shown` asks for."""
    asked = Asked(found, actor_of(request), clock.now())
    made = case_context(asked, shown or Shown(), **context)
    return render(request, "cases/case.html", made, status=status)


@never_cache
@login_required
@require_POST
def contact(request: HttpRequest, number: int) -> HttpResponse:
    """Show the reporter's contact for a purpose; the look is a fact. Shown once, on this answer only."""
    actor, at = actor_of(request), clock.now()
    found = case_by_number(actor, number)
    purpose = request.POST.get("purpose", "")
    if purpose not in purposes:
        return case_page(request, found, 422, contact_error=_("Please choose what it is needed for."))
    try:
        people = contact_of(found, by=actor, at=at, purpose=purpose)
    except AnlanError as error:
        return case_page(request, found, error.status, contact_error=error.message())
    return case_page(request, found, shown=Shown(people=people), revealed=True)


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


@login_required
@require_GET
def document(request: HttpRequest, number: int, attachment: UUID) -> HttpResponseBase:
    """A document of a case one may see, to save; none that the virus scanner has not passed, where there is one."""
    actor = actor_of(request)
    shown = files(case_by_number(actor, number), actor)
    kept = next((one for one in shown if one.pk == attachment and one.kind == "pdf"), None)
    if kept is None or not may_be_handed_out(kept.scan):
        raise Http404
    return document_answer(kept)
