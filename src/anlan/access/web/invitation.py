"""`/accounts/invitation/`: two codes from two people, a password, and then the second factor in the same session."""

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anlan.access.actors import actor_for
from anlan.access.errors import InvitationUnknown, PasswordWeak
from anlan.access.factors import has_factor, invited, needs_factor
from anlan.access.models import Account
from anlan.access.verbs.accept_invitation import accept_invitation
from anlan.kit import clock
from anlan.kit.errors import TooMuch

_TRIES, _WITHIN = 10, 15 * 60
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _plain(**attrs: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", **attrs}
    )


def _secret() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "short"})


class InvitationForm(forms.Form):
    """Who, the two codes, and the password twice."""

    username = forms.CharField(label=gettext_lazy("Log-in name"), max_length=60, widget=_plain())
    first = forms.CharField(
        label=gettext_lazy("First code"),
        max_length=20,
        help_text=gettext_lazy("From the administrator who asked for your account or reset."),
        widget=_plain(**{"class": "short"}),
    )
    second = forms.CharField(
        label=gettext_lazy("Second code"),
        max_length=20,
        help_text=gettext_lazy("From the other administrator, who approved it."),
        widget=_plain(**{"class": "short"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=200,
        help_text=gettext_lazy("12 characters or more; nobody else may know it."),
        widget=_secret(),
    )
    again = forms.CharField(label=gettext_lazy("The same password again"), max_length=200, widget=_secret())

    def clean(self) -> dict[str, object] | None:
        """Both passwords are one."""
        cleaned = super().clean()
        if cleaned and cleaned.get("again") != cleaned.get("password"):
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned


def _tried(username: str) -> None:
    """Ten tries in a quarter of an hour for one name. Raises `TooMuch`."""
    key = f"access.invitation.{username.strip().lower()[:60].encode().hex()}"
    cache.add(key, 0, _WITHIN)
    if cache.incr(key) > _TRIES:
        raise TooMuch


@never_cache
@sensitive_post_parameters("password", "again", "first", "second")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """GET, POST /accounts/invitation/: for somebody whose account was opened or reset."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("username", "first", "second", "password")}
        _tried(given["username"])
        try:
            account = accept_invitation(**given, at=clock.now())
        except (InvitationUnknown, PasswordWeak) as refused:
            form.add_error(refused.field, refused.message())
        else:
            return _go_on(request, account)
    return render(request, "access/invitation.html", {"form": form}, status=422 if form.errors else 200)


def _go_on(request: HttpRequest, account: Account) -> HttpResponse:
    """Whoever still has a factor shows it at the door; the others set one up now, where a role needs it."""
    if has_factor(account):
        messages.success(request, _("Your new password counts. Sign in with it."))
        return redirect("account_login")
    at = clock.now()
    login(request, account, backend=_BACKEND)
    record_authentication(request, account, "password", reauthenticated=True)
    invited(request, at)
    if any(needs_factor(grant.role) for grant in actor_for(account, at=at).grants):
        messages.success(
            request, _("Your password counts. Now set up your second factor: your role needs it.")
        )
        return redirect("mfa_activate_totp")
    messages.success(request, _("Your password counts. You are signed in."))
    return redirect("access:start")
