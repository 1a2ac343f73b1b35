"""Asking a second person: for an account, a role, a reset. What was typed stays when it is refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.access.actors import actor_of
from anlan.access.asking import Asked
from anlan.access.queries import account_seen
from anlan.access.rules import require_anywhere
from anlan.access.verbs.ask_for_account import ask_for_account
from anlan.access.verbs.ask_for_reset import ask_for_reset
from anlan.access.verbs.ask_for_role import ask_for_role
from anlan.access.web.post_form import AccountForm, PostForm, ResetForm
from anlan.kit import clock
from anlan.kit.errors import AnlanError, NotFound


def _asked(request: HttpRequest, form: forms.Form, ask: Callable[[], Asked], **page: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask()
        except NotFound:
            raise
        except AnlanError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message())
        else:
            tell_code(request, asked.code, asked.request.for_whom(), first=True)
            messages.success(request, _("Asked. It counts when another security administrator approves it."))
            return redirect("access_admin:request", request_id=asked.request.id)
    return render(request, "access/ask.html", {"form": form, **page}, status=422 if form.errors else 200)


def tell_code(request: HttpRequest, code: str, name: str, *, first: bool) -> None:
    """Show a half of an invitation on the next page, once."""
    if not code:
        return
    said = (
        _("First code for {name}: {code}. Give it to that person yourself; it is shown only now.")
        if first
        else _("Second code for {name}: {code}. Give it to that person yourself; it is shown only now.")
    )
    messages.warning(request, said.format(name=name, code=code))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/admin/accounts/new/."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "access.grant")
    form = AccountForm(request.POST or None, at=at)
    return _asked(
        request,
        form,
        lambda: ask_for_account(**form.arguments(), by=actor, at=at),
        title=_("Ask for an account"),
        words=_(
            "You get the first half of a code, whoever approves gets the second. With both the person chooses a "
            "password that neither of you knows."
        ),
        back=reverse("access_admin:accounts"),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """GET, POST /desk/admin/accounts/<id>/role/."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "access.grant")
    found = account_seen(actor, account_id)
    form = PostForm(request.POST or None, at=at)
    return _asked(
        request,
        form,
        lambda: ask_for_role(account=account_id, **form.arguments(), by=actor, at=at),
        title=_("Ask for a role for {name}").format(name=found.name),
        words=_("The role counts from the moment a second security administrator approves it."),
        back=reverse("access_admin:account", args=[account_id]),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """GET, POST /desk/admin/accounts/<id>/reset/."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "access.grant")
    found = account_seen(actor, account_id)
    form = ResetForm(request.POST or None)
    return _asked(
        request,
        form,
        lambda: ask_for_reset(account=account_id, **form.cleaned_data, by=actor, at=at),
        title=_("Ask for a reset for {name}").format(name=found.name),
        words=_(
            "The old password works until a second security administrator approves it. Then only both codes do."
        ),
        back=reverse("access_admin:account", args=[account_id]),
    )
