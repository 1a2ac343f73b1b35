"""`/desk/batches/`: one thing done to many cases: looked at first, run in portions, undone where that is possible."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.batches.actions import ACTIONS, MOST
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.seen import (
    Counts,
    capabilities_of,
    counts_of,
    lines_of,
    own_batch,
    own_batches,
    reasons_of,
    undo_until,
)
from anlan.cases.batches.verbs.begin import begin
from anlan.cases.batches.verbs.drop import drop
from anlan.cases.batches.verbs.go_on import go_on
from anlan.cases.batches.verbs.plan import plan
from anlan.cases.batches.verbs.put_back import put_back
from anlan.cases.batches.verbs.stop import stop
from anlan.cases.models.batches import MOVED, PLANNED, RUNNING, SKIPPED, STOPPED, WAITING, Batch
from anlan.cases.queries import inbox_numbers
from anlan.cases.web.fields import say_at
from anlan.cases.web.filtering import filters_of, number_of
from anlan.cases.web.many_forms import ManyForm, form_of
from anlan.kit import clock
from anlan.kit.errors import AnlanError

_AT_ONCE = 26  # a page's worth is done with the answer, and the step after the last says that it is through
_TICKED = re.compile(r"(\d{1,18}):(\d{1,9})\Z")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """GET: one's own runs. POST: look at what would be done to the ticked cases, or to all that match."""
    actor = actor_of(request)
    require_anywhere(actor, "cases.search")
    if request.method == "GET":
        return render(request, "cases/batches.html", {"rows": [_row(*one) for one in own_batches(actor)]})
    query = request.POST.get("query", "")[:500]
    asked = QueryDict(query)
    given: dict[str, Any] = {"seen": _ticked(request)}
    try:
        if request.POST.get("all") == "1":
            given = {"matching": filters_of(asked)}
        made = plan(by=actor, at=clock.now(), action=request.POST.get("action", ""), query=query, **given)
    except AnlanError as error:
        messages.error(request, error.message(), extra_tags="bad")
        return redirect(f"{reverse('desk:inbox')}?{asked.urlencode()}")
    return redirect("desk:batch", batch=made.pk)


def _ticked(request: HttpRequest) -> dict[int, int]:
    found = (_TICKED.match(each) for each in request.POST.getlist("case"))
    return {int(each[1]): int(each[2]) for each in found if each}


def _row(batch: Batch, counts: Counts) -> dict[str, Any]:
    return {"batch": batch, "title": title_of(batch), "counts": counts}


def title_of(batch: Batch) -> str:
    """What a run does."""
    title = str(ACTIONS[batch.action].title)
    return _("Undo: {what}").format(what=title) if batch.undoes_id else title


@never_cache
@login_required
@require_GET
def batch_count(request: HttpRequest) -> HttpResponse:
    """How many cases the filters of an address match: `{"count", "more"}`, counted up to the most a run takes."""
    actor = actor_of(request)
    try:
        require_anywhere(actor, "cases.search")
        found = len(inbox_numbers(actor, replace(filters_of(request.GET), before=None), limit=MOST + 1))
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)
    return JsonResponse({"count": min(found, MOST), "more": found > MOST})


@never_cache
@login_required
@require_GET
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One's own run: before it begins what it would do, then how far it has come, then what became of each case."""
    return _page(request, own_batch(actor_of(request), batch))


def _page(
    request: HttpRequest, found: Batch, form: ManyForm | None = None, status: int = 200
) -> HttpResponse:
    counts, at = counts_of(found), clock.now()
    planned = found.state == PLANNED
    shown = request.GET.get("show", "")
    if shown not in (WAITING, MOVED, SKIPPED):
        shown = WAITING if planned and not counts.skipped else SKIPPED if counts.skipped else MOVED
    lines, more = lines_of(found, shown, below=number_of(request.GET.get("below", "")))
    until = undo_until(found)
    undo = Batch.objects.filter(undoes=found).first()
    if planned and form is None and counts.waiting:
        form = form_of(found.action, kinds=capabilities_of(found), at=at)
    context = {
        "batch": found, "title": title_of(found), "action": ACTIONS[found.action], "counts": counts, "form": form,
        "planned": planned, "running": found.state == RUNNING, "stopped": found.state == STOPPED,
        "lines": lines, "shown": shown, "most": MOST, "reasons": reasons_of(found) if counts.skipped else [],
        "tabs": _tabs(found, counts, shown), "following": f"?show={shown}&below={lines[-1].number}" if more else "",
        "undo": undo, "until": until if until and at <= until and counts.moved and not undo else None,
        "too_late": bool(until and at > until and counts.moved and not undo),
        "can_go_on": found.state == STOPPED and bool(counts.waiting) and not undo,
    }  # fmt: skip
    return render(request, "cases/batch.html", context, status=status)


def _tabs(found: Batch, counts: Counts, shown: str) -> list[tuple[str, str, int, bool]]:
    planned = found.state == PLANNED
    titles = {
        WAITING: _("Can be done") if planned else _("Not reached"),
        MOVED: _("Carried out"),
        SKIPPED: _("Left out") if planned else _("Left as they are"),
    }
    numbers = {WAITING: counts.waiting, MOVED: counts.moved, SKIPPED: counts.skipped}
    return [(name, titles[name], n, name == shown) for name, n in numbers.items() if n]


def _begin(request: HttpRequest, found: Batch, actor: Actor) -> HttpResponse:
    at = clock.now()
    form = form_of(found.action, kinds=capabilities_of(found), at=at, posted=request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        begin(by=actor, at=at, batch=found.pk, arguments=form.cleaned_data)
    except AnlanError as error:
        say_at(form, error)
        return _page(request, own_batch(actor, found.pk), form, error.status)
    run_portion(found.pk, at=at, most=_AT_ONCE)
    return redirect("desk:batch", batch=found.pk)


def _stop(_request: HttpRequest, found: Batch, actor: Actor) -> HttpResponse:
    stop(by=actor, at=clock.now(), batch=found.pk)
    return redirect("desk:batch", batch=found.pk)


def _go_on(_request: HttpRequest, found: Batch, actor: Actor) -> HttpResponse:
    at = clock.now()
    go_on(by=actor, at=at, batch=found.pk)
    run_portion(found.pk, at=at, most=_AT_ONCE)
    return redirect("desk:batch", batch=found.pk)


def _undo(_request: HttpRequest, found: Batch, actor: Actor) -> HttpResponse:
    at = clock.now()
    undo = put_back(by=actor, at=at, batch=found.pk)
    run_portion(undo.pk, at=at, most=_AT_ONCE)
    return redirect("desk:batch", batch=undo.pk)


def _drop(_request: HttpRequest, found: Batch, actor: Actor) -> HttpResponse:
    drop(by=actor, batch=found.pk)
    return redirect(f"{reverse('desk:inbox')}?{found.query}")


_STEPS: dict[str, Callable[[HttpRequest, Batch, Actor], HttpResponse]] = {
    "begin": _begin,
    "stop": _stop,
    "go-on": _go_on,
    "undo": _undo,
    "drop": _drop,
}


@never_cache
@login_required
@require_POST
def batch_do(request: HttpRequest, batch: UUID, what: str) -> HttpResponse:
    """Begin, stop, go on with, undo or drop one's own run."""
    actor = actor_of(request)
    found = own_batch(actor, batch)
    if what not in _STEPS:
        raise Http404
    try:
        return _STEPS[what](request, found, actor)
    except AnlanError as error:
        messages.error(request, error.message(), extra_tags="bad")
        return redirect("desk:batch", batch=found.pk)
