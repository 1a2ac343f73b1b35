"""`/account/notices/`: the ways by which one is told, quiet hours, digest; and this browser's push."""

import json
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anlan.access.public import actor_of, reachable
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.notices.channels.kinds import WAYS
from anlan.notices.channels.settings import ways
from anlan.notices.errors import AddressMalformed, NotConcerned
from anlan.notices.queries import own_addresses, own_preference
from anlan.notices.reasons import said
from anlan.notices.verbs.forget_address import forget_address
from anlan.notices.verbs.keep_address import KEPT_HERE, keep_address
from anlan.notices.verbs.prefer import prefer

_LARGEST = 4000


class PreferenceForm(forms.Form):
    """Which ways are on, when not to be disturbed, and whether once a day is enough."""

    on = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_from = forms.CharField(
        label=gettext_lazy("Quiet from"),
        required=False,
        max_length=5,
        widget=forms.TimeInput({"type": "time"}),
    )
    quiet_to = forms.CharField(
        label=gettext_lazy("Quiet until"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("Urgent notices come all the same. Left empty: the district's own hours."),
        widget=forms.TimeInput({"type": "time"}),
    )
    digest = forms.BooleanField(
        label=gettext_lazy("Once a day is enough, unless it is urgent"), required=False
    )

    def __init__(self, *args: object, names: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["on"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(name, str(WAYS[name].title)) for name in names]


class AddressForm(forms.Form):
    """One address."""

    channel = forms.ChoiceField(label=gettext_lazy("Way"))
    address = forms.CharField(
        label=gettext_lazy("Telephone, e-mail, or the id there"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: object, names: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["channel"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, str(WAYS[name].title)) for name in names if name != "push"]


def _open() -> list[str]:
    return [name for name in KEPT_HERE if name in ways().adapters]


def _page(
    request: HttpRequest,
    *,
    preference: PreferenceForm | None = None,
    address: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, names = actor_of(request), _open()
    kept, general = own_preference(actor), ways().general
    initial = {
        "on": [name for name in names if not kept or name not in kept.off],
        "quiet_from": f"{kept.quiet_from:%H:%M}" if kept and kept.quiet_from else "",
        "quiet_to": f"{kept.quiet_to:%H:%M}" if kept and kept.quiet_to else "",
        "digest": bool(kept and kept.digest),
    }
    account = reachable(actor.ref)
    context = {
        "preference": preference or PreferenceForm(initial=initial, names=names),
        "address": address or AddressForm(names=names),
        "addresses": [
            (row, str(WAYS[row.channel].title), said(row.reason) if row.unusable_at else "")
            for row in own_addresses(actor)
        ],
        "email": account.email if account else "",
        "names": names,
        "quiet": f"{general.quiet_from}-{general.quiet_to}",
        "push_key": ways().push_public,
    }
    return render(request, "notices/own.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """GET shows them; POST keeps them."""
    if request.method == "GET":
        return _page(request)
    names = _open()
    form = PreferenceForm(request.POST, names=names)
    if form.is_valid():
        given = dict(form.cleaned_data)
        on = given.pop("on")
        try:
            prefer(
                by=actor_of(request), at=clock.now(), off=[name for name in names if name not in on], **given
            )
        except AnlanError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message())
        else:
            messages.success(request, _("Kept. From now on you are told this way."))
            return redirect("notices:own")
    return _page(request, preference=form, status=422)


@login_required
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """POST: keep an address, or with `forget`=<id> take one away."""
    actor, forget = actor_of(request), request.POST.get("forget", "")
    if forget:
        try:
            id = UUID(forget)
        except ValueError:
            raise NotConcerned from None
        forget_address(by=actor, at=clock.now(), address=id)
        messages.success(request, _("The address was taken away."))
        return redirect("notices:own")
    form = AddressForm(request.POST, names=_open())
    if form.is_valid():
        try:
            keep_address(by=actor, at=clock.now(), **form.cleaned_data)
        except AnlanError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message())
        else:
            messages.success(request, _("The address was kept."))
            return redirect("notices:own")
    return _page(request, address=form, status=422)


@login_required
@require_POST
def browser(request: HttpRequest) -> HttpResponse:
    """POST by the page's own script: `{endpoint, p256dh, auth}` of this browser's subscription."""
    if len(request.body) > _LARGEST:
        raise AddressMalformed(field="address", way=WAYS["push"].title)
    try:
        given = json.loads(request.body)
        kept = json.dumps({name: str(given[name]) for name in ("endpoint", "p256dh", "auth")})
    except (ValueError, KeyError, TypeError):
        raise AddressMalformed(field="address", way=WAYS["push"].title) from None
    try:
        keep_address(by=actor_of(request), at=clock.now(), channel="push", address=kept)
    except AnlanError as error:
        return JsonResponse(error.as_json(), status=error.status)
    return JsonResponse({"kept": True})
