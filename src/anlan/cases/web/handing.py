"""`/desk/admin/units/<id>/handover/`: the open work of a unit that closes: looked at, handed over, followed, left."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.cases.batches.reasons import said
from anlan.cases.handing.errors import HeirClosed
from anlan.cases.handing.foreseeing import foresee
from anlan.cases.handing.heirs import Choice
from anlan.cases.handing.holding import present
from anlan.cases.handing.verbs.begin import begin
from anlan.cases.handing.verbs.go_on import go_on
from anlan.cases.handing.verbs.leave import leave
from anlan.cases.handing.verbs.stop import stop
from anlan.cases.handing.work import open_count
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.models.handing import HandOver
from anlan.cases.routing.table import proof
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.titles import STATES
from anlan.cases.web.typed import words_in
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound
from anlan.parties.public import Unit, managed_unit, unit, unit_names, units_in
from anlan.schemes.public import Scheme, current_all

_MOST_LINES = 300  # each with a field; a form has no more than 400 (DATA_UPLOAD_MAX_NUMBER_FIELDS)


def _asked(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def _chosen(request: HttpRequest, own: Unit) -> list[Choice]:
    """Who somebody chose, by the codes they typed. Raises `HeirClosed`, `UnitUnknown`."""
    found = []
    for name, typed in _asked(request).items():
        code = str(typed).strip()[:40]
        if not code or not (name == "all" or name.startswith("to:")):
            continue
        heir = unit(code)
        if heir.valid_to is not None or heir.id == own.id:
            raise HeirClosed(code=code)
        _to, capability, category, street = name.split(":") if name.count(":") == 3 else ("", "", "", "0")
        found.append(Choice(heir.id, capability, category, int(street) if street.isdigit() else 0))
    return found


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """GET: the dry view, with `all` and `to:…` as chosen, or how far it is. POST: `do` begin, stop, go_on or leave."""
    actor = actor_of(request)
    require_anywhere(actor, "parties.manage")
    found = managed_unit(actor, unit_id)
    if request.method == "POST":
        try:
            _do(request, actor, found)
        except AnlanError as error:
            return _page(request, found, error)
        return redirect("desk:handover", unit_id=unit_id)
    return _page(request, found)


def _do(request: HttpRequest, actor: Actor, found: Unit) -> None:
    at, asked = clock.now(), request.POST.get("do", "")
    call: dict[str, Any] = {"by": actor, "at": at, "unit": found.id}
    if asked == "begin":
        begin(choices=_chosen(request, found), words=request.POST.get("words", ""), **call)
        messages.success(request, _("The matters are being handed over. This page shows how far it is."))
    elif asked == "stop":
        stop(**call)
        messages.success(request, _("It stops after the matter that is being moved."), extra_tags="info")
    elif asked == "go_on":
        chosen = _chosen(request, found)
        go_on(choices=chosen or None, **call)
        messages.success(request, _("It goes on with what is left."))
    elif asked == "leave":
        leave(**call)
        messages.success(request, _("The unit is closed. What it kept stands among the unanswered."))
    else:
        raise NotFound


def _page(request: HttpRequest, found: Unit, refused: AnlanError | None = None) -> HttpResponse:
    hand = present(found.id)
    last = HandOver.objects.filter(unit=found.id).order_by("-begun_at").first() if hand is None else None
    remain = open_count(found.id)
    context: dict[str, Any] = {
        "unit": found,
        "hand": hand,
        "last": last,
        "remain": remain,
        "refused": refused.message() if refused else "",
        "heirs": _heirs(found),
        "all": _asked(request).get("all", "")[:40],
    }
    if hand is None and remain:
        context |= _dry(request, found)
    else:  # no form to begin with: what was typed into one can at least be copied
        context["typed"] = words_in(request).values()
    if hand is not None:
        context |= _progress(hand, remain)
    elif not remain and found.valid_to is not None:
        context["proofs"] = _proofs()
    return render(request, "cases/admin/handover.html", context, status=refused.status if refused else 200)


def _heirs(found: Unit) -> list[tuple[str, str]]:
    """The open units of the district by code, for the fields' suggestions."""
    rows = [one for one in units_in(settings.ANLAN_DISTRICT * 10**9, clock.now()) if one.id != found.id]
    names = unit_names(one.id for one in rows)
    return [(one.code, names[one.id]) for one in rows]


def _dry(request: HttpRequest, found: Unit) -> dict[str, Any]:
    asked, wrong = _asked(request), ""
    try:
        choices = _chosen(request, found)
    except AnlanError as error:
        choices, wrong = [], error.message()
    seen = foresee(found, choices, clock.now())
    return {
        "seen": seen,
        "wrong": wrong,
        "lines": [(line, asked.get(line.key, "")[:40]) for line in seen.lines[:_MOST_LINES]],
        "more": max(0, len(seen.lines) - _MOST_LINES),
        "words": asked.get("words", "")[:4000],
        "states": [(str(STATES[state]), seen.states[state]) for state in State if state in OPEN and seen.states[state]],
    }  # fmt: skip


def _progress(hand: HandOver, remain: int) -> dict[str, Any]:
    names = unit_names(UUID(one["heir"]) for one in hand.chosen)
    return {
        "done": hand.moved,
        "whole": max(hand.moved + remain, 1),
        "chosen": [(names.get(UUID(one["heir"]), "—"), one) for one in hand.chosen],
        "left": [(number, said(code, values)) for number, code, values in hand.left],
        "stuck": sum(hand.reasons.values()),
    }


def _proofs() -> list[tuple[Scheme, int, str]]:
    """The proof of ownership again, with the units as they are now: how many findings each capability has."""
    found = []
    for scheme in current_all():
        if scheme.has(CASES.name):
            try:
                found.append((scheme, len(proof(scheme, settings.ANLAN_DISTRICT, clock.now())), ""))
            except AnlanError as error:
                found.append((scheme, 0, error.message()))
    return found
