"""Drafts and saved views over HTTP; both belong to who is signed in, and to nobody else."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from anlan.access.public import actor_of
from anlan.cases.own.drafts import forget_draft, keep_draft
from anlan.cases.own.views import forget_view, keep_view
from anlan.cases.queries import case_by_number
from anlan.kit import clock
from anlan.kit.errors import AnlanError


@never_cache
@login_required
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is typed: the form's name in `form`, `forget=1` to let it go. Called by the page's script."""
    actor, at = actor_of(request), clock.now()
    case = case_by_number(actor, number)
    form = request.POST.get("form", "")[:90]
    if request.POST.get("forget") == "1":
        forget_draft(by=actor, case=case, form=form)
        return HttpResponse(status=204)
    typed = {name: str(value) for name, value in request.POST.items() if name not in {"form", "forget"}}
    try:
        keep_draft(by=actor, at=at, case=case, form=form, fields=typed)
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)
    return HttpResponse(status=204)


@never_cache
@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Name the filters of the inbox one looks at."""
    try:
        view = keep_view(
            by=actor_of(request),
            at=clock.now(),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", "")[:2000],
        )
    except AnlanError as error:
        messages.error(request, error.message(), extra_tags="bad")
        return redirect("desk:inbox")
    return redirect(f"{reverse('desk:inbox')}?{view.query}")


@never_cache
@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let the view named in `view` go; somebody else's is simply not there."""
    try:
        view = UUID(request.POST.get("view", ""))
    except ValueError:
        raise Http404 from None
    forget_view(by=actor_of(request), view=view)
    return redirect("desk:inbox")
