"""`/desk/admin/stuck/`: facts a reaction gave up on, and jobs that failed; each can be tried again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.actors import actor_of
from anlan.access.rules import require_anywhere
from anlan.access.stuck import MOST, failed_jobs
from anlan.access.verbs.retry_job import retry_job
from anlan.access.verbs.retry_reaction import retry_reaction
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.ledger.public import parked as parked_facts


@never_cache
@login_required
@require_GET
def parked(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/stuck/."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, refused: str = "") -> HttpResponse:
    require_anywhere(actor_of(request), "config.doctor")
    failures, jobs = parked_facts(), failed_jobs()
    context = {
        "failures": failures[:MOST],
        "more_failures": max(0, len(failures) - MOST),
        "jobs": jobs,
        "full": len(jobs) == MOST,
        "refused": refused,
    }
    return render(request, "access/stuck.html", context, status=status)


@never_cache
@login_required
@require_POST
def again(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """POST /desk/admin/stuck/reaction|job/<number>/: one more try; a failure says why, and it stays here."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "config.doctor")
    try:
        if what == "reaction":
            retry_reaction(failure=number, by=actor, at=at)
        else:
            retry_job(job=number, by=actor, at=at)
    except AnlanError as error:
        return _page(request, error.status, error.message())
    except Exception as error:
        return _page(
            request, 409, _("It failed again: {error}. It stays here.").format(error=type(error).__name__)
        )
    messages.success(request, _("Done: it was handled.") if what == "reaction" else _("Queued again."))
    return redirect("access_admin:parked")
