"""`/desk/admin/units/`: who takes matters where; a unit that closes says first what loses its owner."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from anlan.access.public import Actor, actor_of, require_anywhere
from anlan.kit import clock
from anlan.kit.codes import CodeInvalid, span
from anlan.kit.errors import AnlanError
from anlan.kit.words import clean
from anlan.parties.closing import MOST_LINES, effects_of, open_work_of
from anlan.parties.errors import ChangedMeanwhile
from anlan.parties.models import Unit
from anlan.parties.scoping import managed_unit, managed_units
from anlan.parties.verbs.add_unit import add_unit
from anlan.parties.verbs.change_unit import change_unit
from anlan.parties.verbs.close_unit import close_unit
from anlan.parties.web.unit_form import ChangeForm, NewForm, initial, place_groups
from anlan.places.public import names_of

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Branch:
    """The units of one place."""

    place: str
    code: int
    units: list[Unit]


def _asked(request: HttpRequest, actor: Actor) -> QuerySet[Unit]:
    seen = managed_units(actor)
    words = clean(request.GET.get("q", "")[:60], field="q", longest=60)
    if words:
        named = Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words)
        seen = seen.filter(named | Q(roles__contains=[words]))
    typed = request.GET.get("place", "")
    if typed.isascii() and typed.isdigit() and len(typed) <= 15:
        try:
            low, high = span(int(typed))
        except CodeInvalid:
            return seen.none()
        seen = seen.filter(place_id__gte=low, place_id__lte=high)
    if request.GET.get("closed") != "1":
        seen = seen.filter(valid_to=None)
    return seen


def _after(value: str) -> Q:
    place, _dot, code = value.partition(":")
    if not (place.isascii() and place.isdigit() and len(place) <= 15):
        return Q()
    return Q(place_id__gt=int(place)) | Q(place_id=int(place), code__gt=code[:40])


@never_cache
@login_required
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/units/: under their places in the order of the tree; `q` and `place` narrow, `after` goes on."""
    actor = actor_of(request)
    require_anywhere(actor, "parties.manage")
    after = clean(request.GET.get("after", "")[:60], field="after", longest=60)
    found = list(_asked(request, actor).filter(_after(after))[: _SHOWN + 1])
    shown = found[:_SHOWN]
    kept = {key: value for key, value in request.GET.items() if value and key in ("q", "place", "closed")}
    last = f"{shown[-1].place_id}:{shown[-1].code}" if len(found) > _SHOWN else ""
    context = {
        "branches": _branches(shown),
        "places": place_groups(settings.ANLAN_DISTRICT),
        "asked": request.GET,
        "narrowed": bool(kept or after),
        "following": "?" + urlencode({**kept, "after": last}) if last else "",
        "previous": "?" + urlencode(kept) if after else "",
    }
    return render(request, "parties/units.html", context)


def _branches(shown: list[Unit]) -> list[Branch]:
    names = names_of(unit.place_id for unit in shown)
    branches: dict[int, Branch] = {}
    for unit in shown:
        name = names.get(unit.place_id, str(unit.place_id))
        branches.setdefault(unit.place_id, Branch(name, unit.place_id, [])).units.append(unit)
    return list(branches.values())


def _refused(form: forms.Form, error: AnlanError) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message())


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/admin/units/new/."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "parties.manage")
    form = NewForm(request.POST or None, district=settings.ANLAN_DISTRICT)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_unit(**form.arguments(), by=actor, at=at)
        except AnlanError as error:
            _refused(form, error)
        else:
            messages.success(request, _("{code} takes matters from now on.").format(code=made.code))
            return redirect("unit_admin", unit_id=made.id)
    context = {"form": form, "title": _("Add a unit"), "known": known_roles(actor)}
    return render(request, "parties/unit.html", context, status=422 if form.errors else 200)


def known_roles(actor: Actor) -> list[str]:
    """The roles open units have, for the field's suggestions."""
    rows = managed_units(actor).filter(valid_to=None).values_list("roles", flat=True)[:2000]
    return sorted({role for roles in rows for role in roles})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """GET, POST /desk/admin/units/<id>/: a conflict shows what stands now, and keeps what was typed."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "parties.manage")
    found = managed_unit(actor, unit_id)
    form = ChangeForm(request.POST or None, initial=initial(found))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_unit(unit=unit_id, **form.arguments(), by=actor, at=at)
        except AnlanError as error:
            _refused(form, error)
            status = error.status
            if isinstance(error, ChangedMeanwhile):
                again = request.POST.copy()  # the next try is against what is shown
                again["version"] = str(found.version)
                form.data = again
        else:
            messages.success(request, _("Saved."))
            return redirect("unit_admin", unit_id=unit_id)
    context = {
        "form": form,
        "unit": found,
        "title": found.code,
        "where": names_of([found.place_id]).get(found.place_id, ""),
        "known": known_roles(actor),
        "meanwhile": initial(found) if status == ChangedMeanwhile.status else None,
    }
    return render(
        request, "parties/unit.html", context, status=status if status != 200 else 422 if form.errors else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """GET, POST /desk/admin/units/<id>/close/: what loses its owner and who takes over, then the closing."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "parties.manage")
    found = managed_unit(actor, unit_id)
    refused, status = "", 200
    if request.method == "POST":
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
            leave = request.POST.get("leave") == "1"
            close_unit(unit=unit_id, version=version, by=actor, at=at, leave=leave)
        except AnlanError as error:
            refused, status = error.message(), error.status
        else:
            messages.success(request, _("{code} is closed.").format(code=found.code))
            return redirect("units_admin")
    effects = effects_of(found, at) if found.valid_to is None else []
    context = {
        "unit": found,
        "effects": [
            (effect, effect.lines[:MOST_LINES], len(effect.lines) - MOST_LINES) for effect in effects
        ],
        "refused": refused,
        "open": open_work_of(found) if found.valid_to is None else 0,
    }
    return render(request, "parties/close.html", context, status=status)
