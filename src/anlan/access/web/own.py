"""The account's own pages: what I may do, whom I ask for more, and breaking the glass."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.access.actors import Actor, GrantView, actor_of
from anlan.access.errors import GlassTooLong, GlassTooWide, PlaceCodeInvalid, ReasonMissing
from anlan.access.forms import GlassForm
from anlan.access.permissions import permissions
from anlan.access.queries import broken_glass_seen, holders
from anlan.access.verbs.break_glass import break_glass
from anlan.access.web.naming import capability_titles, place_name, unit_name, units_by_id
from anlan.kit import clock, navigation

_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant in words."""

    grant: GrantView
    where: str
    capabilities: list[str]
    permissions: list[str]


def _lines(actor: Actor) -> list[GrantLine]:
    units = units_by_id() if any(grant.unit for grant in actor.grants) else {}
    return [
        GrantLine(
            grant,
            unit_name(grant.unit, units) or place_name(grant.place),
            capability_titles(sorted(grant.capabilities or ())),
            [str(one.title) for name, one in permissions.items() if name in grant.what.can],
        )
        for grant in actor.grants
    ]


@login_required
@require_http_methods(["GET"])
def start(request: HttpRequest) -> HttpResponse:
    """GET /account/start/: after signing in, everybody lands where they work; who has no desk, at their account."""
    return redirect(navigation.workplace(actor_of(request)) or "access:account")


@login_required
@require_http_methods(["GET"])
def own_account(request: HttpRequest) -> HttpResponse:
    """GET /account/: my grants, whom I may ask, and the glass broken where I supervise."""
    actor, at = actor_of(request), clock.now()
    asked = {
        account.name
        for place in {grant.place for grant in actor.grants}
        for account in holders("access.grant", place=place, at=at)
    }
    context = {
        "actor": actor,
        "lines": _lines(actor),
        "administrators": sorted(asked),
        "broken": [
            (grant, place_name(grant.place)) for grant in broken_glass_seen(actor, since=at - _SHOWN_FOR)[:20]
        ],
        "may_break": any("access.break_glass" in grant.what.can for grant in actor.grants),
    }
    return render(request, "access/account.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """GET, POST /account/glass/: reading in an emergency."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant = break_glass(**form.cleaned_data, by=actor_of(request), at=clock.now())
        except (ReasonMissing, GlassTooLong, GlassTooWide, PlaceCodeInvalid) as refused:
            form.add_error(refused.field, refused.message())
        else:
            said = _("You can read %(place)s now. This was recorded, and those who supervise it were told.")
            messages.success(request, said % {"place": place_name(grant.place)})
            return redirect("access:account")
    return render(request, "access/glass.html", {"form": form}, status=422 if form.errors else 200)
