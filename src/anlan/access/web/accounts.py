"""`/desk/admin/accounts/`: who has an account and which roles, and ending either; giving them takes two people."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.access.actors import Actor, actor_of
from anlan.access.asking import requests_seen
from anlan.access.errors import GrantNotFound
from anlan.access.models import AccessRequest, Account, Grant
from anlan.access.queries import account_seen, accounts_seen, live_q, names_of
from anlan.access.rules import holds
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.revoke_role import revoke_role
from anlan.access.web.naming import capability_titles, place_name, unit_name, units_by_id
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.kit.words import clean

_SHOWN = 25


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant as the page shows it."""

    grant: Grant
    where: str
    unit: str
    only: list[str]
    by: str
    approved: str
    live: bool


def _rows(grants: list[Grant], at: datetime) -> list[GrantRow]:
    units = units_by_id() if any(grant.unit for grant in grants) else {}
    names = names_of({ref for grant in grants for ref in (grant.granted_by, grant.approved_by) if ":" in ref})
    return [
        GrantRow(
            grant,
            place_name(grant.place),
            unit_name(grant.unit, units),
            capability_titles(grant.capabilities) if grant.capabilities else [],
            names.get(grant.granted_by, grant.granted_by),
            names.get(grant.approved_by, grant.approved_by),
            grant.revoked_at is None and grant.until > at,
        )
        for grant in grants
    ]


def _grants(account: Account) -> list[Grant]:
    return list(getattr(account, "grants_seen", []))


@never_cache
@login_required
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/accounts/: those in one's scope by log-in name; `q` finds names, `after` goes on."""
    actor, at = actor_of(request), clock.now()
    words, after = (clean(request.GET.get(name, "")[:60], field=name, longest=60) for name in ("q", "after"))
    seen = accounts_seen(actor)
    if words:
        seen = seen.filter(Q(username__icontains=words) | Q(name__icontains=words))
    if request.GET.get("closed") != "1":
        seen = seen.filter(is_active=True)
    found = list(seen.filter(username__gt=after)[: _SHOWN + 1])
    shown, kept = found[:_SHOWN], {"q": words, "closed": request.GET.get("closed", "")}
    context = {
        "rows": [(account, [row for row in _rows(_grants(account), at) if row.live]) for account in shown],
        "asked": request.GET,
        "narrowed": bool(words or after),
        "may_grant": holds(actor, "access.grant"),
        "following": _address(kept, after=shown[-1].username) if len(found) > _SHOWN else "",
        "previous": _address(kept) if after else "",
    }
    return render(request, "access/accounts.html", context)


def _address(kept: dict[str, str], **more: str) -> str:
    return "?" + urlencode({name: value for name, value in {**kept, **more}.items() if value})


def waiting_for(actor: Actor, account: Account, at: datetime) -> list[AccessRequest]:
    """The requests about an account that wait for a second person."""
    pending = requests_seen(actor).filter(account=account, state=AccessRequest.State.PENDING)
    return list(pending.filter(ends_at__gt=at)[:20])


@never_cache
@login_required
@require_GET
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """GET /desk/admin/accounts/<id>/: one account and its grants. A foreign one is not found."""
    return _page(request, account_id)


def _page(request: HttpRequest, account_id: UUID, status: int = 200, refused: str = "") -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    found = account_seen(actor, account_id)
    context = {
        "account": found,
        "rows": _rows(_grants(found), at),
        "waiting": waiting_for(actor, found, at),
        "may_grant": holds(actor, "access.grant") and actor.account_id != found.id,
        "refused": refused,
    }
    return render(request, "access/account_admin.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """GET, POST /desk/admin/accounts/<id>/deactivate/: says what ends with it, then ends it."""
    actor, at = actor_of(request), clock.now()
    found = account_seen(actor, account_id)
    if request.method == "POST":
        try:
            deactivate_account(account=account_id, by=actor, at=at)
        except AnlanError as error:
            return _page(request, account_id, error.status, error.message())
        messages.success(request, _("{name} cannot sign in any more.").format(name=found.name))
        return redirect("access_admin:account", account_id=account_id)
    context = {
        "title": _("Deactivate this account?"),
        "words": _("{name} cannot sign in any more, and every role ends now.").format(name=found.name),
        "lines": [f"{row.grant.title} · {row.where}" for row in _rows(_grants(found), at) if row.live],
        "button": _("Deactivate"),
        "back": reverse("access_admin:account", args=[account_id]),
    }
    return render(request, "access/confirm.html", context)


@never_cache
@login_required
@require_POST
def revoke(request: HttpRequest, account_id: UUID, grant_id: UUID) -> HttpResponse:
    """POST /desk/admin/accounts/<id>/revoke/<grant>/: takes a role back; one person is enough for that."""
    actor, at = actor_of(request), clock.now()
    found = account_seen(actor, account_id)
    if not found.grants.filter(live_q(at), id=grant_id).exists():
        raise GrantNotFound
    try:
        revoke_role(grant=grant_id, by=actor, at=at)
    except AnlanError as error:
        return _page(request, account_id, error.status, error.message())
    messages.success(request, _("The role has ended."))
    return redirect("access_admin:account", account_id=account_id)
