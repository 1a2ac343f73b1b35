"""`/desk/admin/requests/`: what waits for a second person, and what became of the rest."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.access.actors import Actor, actor_of
from anlan.access.asking import request_seen, requests_seen
from anlan.access.models import AccessRequest
from anlan.access.queries import administrators
from anlan.access.rules import holds
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.refuse_request import refuse_request
from anlan.access.verbs.withdraw_request import withdraw_request
from anlan.access.web.asking import tell_code
from anlan.access.web.naming import capability_titles, place_name, unit_name, units_by_id
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound

_SHOWN = 25
TONES = {"pending": "wait", "approved": "good", "refused": "bad", "withdrawn": "quiet", "expired": "quiet"}
State = AccessRequest.State


class RefusalForm(forms.Form):
    """Why not."""

    words = forms.CharField(
        label=gettext_lazy("Why not"),
        help_text=gettext_lazy("Whoever asked reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/requests/: what waits first, then the rest, newest first."""
    actor, at = actor_of(request), clock.now()
    decided = request.GET.get("state") == "decided"
    seen = requests_seen(actor)
    waits = seen.filter(state=State.PENDING, ends_at__gt=at)
    rest = seen.exclude(id__in=waits.order_by().values("id"))
    before = parse_datetime(request.GET.get("before", "")[:40].replace(" ", "+")) if decided else None
    chosen = rest if decided else waits
    if before is not None and before.tzinfo is not None:
        chosen = chosen.filter(asked_at__lt=before)
    found = list(chosen[: _SHOWN + 1])
    shown = found[:_SHOWN]
    following = f"?state=decided&before={shown[-1].asked_at.isoformat()}" if len(found) > _SHOWN else ""
    context = {
        "rows": [(row, place_name(row.place) if row.place else "", *_state(row, at)) for row in shown],
        "decided": decided,
        "waiting": waits.count(),
        "alone": len(administrators(at)) < 2,
        "following": following.replace("+", "%2B"),
        "previous": "?state=decided" if before else "",
    }
    return render(request, "access/requests.html", context)


def _state(row: AccessRequest, at: object) -> tuple[str, str]:
    over = row.state == State.PENDING and row.ends_at <= at  # type: ignore[operator]
    state = State.EXPIRED if over else State(row.state)
    return str(state.label), TONES[state]


@never_cache
@login_required
@require_GET
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """GET /desk/admin/requests/<id>/: all of it, and what one may do with it. A foreign one is not found."""
    return _page(request, request_id, RefusalForm())


def _page(
    request: HttpRequest, request_id: UUID, form: RefusalForm, status: int = 200, refused: str = ""
) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    row = request_seen(actor, request_id)
    state, tone = _state(row, at)
    context = {
        "row": row,
        "state": state,
        "tone": tone,
        "where": place_name(row.place) if row.place else "",
        "unit": unit_name(row.unit, units_by_id()) if row.unit else "",
        "only": capability_titles(row.capabilities) if row.capabilities else [],
        "open": row.state == State.PENDING and row.ends_at > at,
        "own": actor.account_id == row.asked_by_id,
        "may_decide": _may_decide(actor, row),
        "form": form,
        "refused": refused,
    }
    return render(request, "access/request.html", context, status=status)


def _may_decide(actor: Actor, row: AccessRequest) -> bool:
    return holds(actor, "access.approve") and actor.account_id not in (row.asked_by_id, row.account_id)


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, request_id: UUID, what: str) -> HttpResponse:
    """POST /desk/admin/requests/<id>/approve|refuse|withdraw/. A conflict shows the request as it is now."""
    actor, at = actor_of(request), clock.now()
    form = RefusalForm(request.POST) if what == "refuse" else RefusalForm()
    request_seen(actor, request_id)
    if what == "refuse" and not form.is_valid():
        return _page(request, request_id, form, 422)
    try:
        if what == "approve":
            agreed = approve_request(request=request_id, by=actor, at=at)
            tell_code(request, agreed.code, agreed.account.name, first=False)
            messages.success(request, _("Approved. It counts from now on."))
        elif what == "refuse":
            refuse_request(request=request_id, words=form.cleaned_data["words"], by=actor, at=at)
            messages.success(request, _("Refused."))
        elif what == "withdraw":
            withdraw_request(request=request_id, by=actor, at=at)
            messages.success(request, _("The request is taken back."))
        else:
            raise NotFound
    except NotFound:
        raise
    except AnlanError as error:
        return _page(request, request_id, form, error.status, error.message())
    return redirect("access_admin:request", request_id=request_id)
