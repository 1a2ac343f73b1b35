"""What somebody typed into a form while their session ended: kept aside, and given back to them and to nobody else.

Whoever is not signed in can be anybody. So a form carries a sealed mark of the account it was made for, what comes with
such a mark is put into the new, empty session, and only the same account gets it out again after signing in.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.public import Actor, actor_of
from anlan.cases.errors import CaseNotFound
from anlan.cases.models import Case
from anlan.cases.own.drafts import MOST_FIELDS, keep_draft
from anlan.cases.own.mark import marked
from anlan.cases.queries import case_by_number, may_do
from anlan.cases.web.case import case_page
from anlan.cases.web.page import Shown
from anlan.kit import clock
from anlan.kit.errors import AnlanError

_KEPT = "typed"
_LONGEST = 16_000
# What is no typing: the form's own.
_OWN = frozenset({"csrfmiddlewaretoken", "version", "step", "who", "password"})
_WORDS = frozenset({"words", "remark"})


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What was typed, by field, as it came."""
    posted = [(name[:80], str(value)) for name, value in request.POST.items() if name not in _OWN]
    return {name: value for name, value in posted[:MOST_FIELDS] if value.strip()}


def words_in(request: HttpRequest) -> dict[str, str]:
    """Of what was typed, the words: what was picked from a list is a code that nobody needs to copy."""
    return {name: value for name, value in typed_in(request).items() if name in _WORDS}


def as_of_now(request: HttpRequest, case: Case) -> QueryDict:
    """What was sent, against the case as it is shown now."""
    again = request.POST.copy()
    again["version"] = str(case.version)
    return again


def as_draft(actor: Actor, case: Case, key: str, typed: Mapping[str, str]) -> None:
    """Keep it as the draft of its form; what cannot be kept is still on the page that is shown now."""
    try:
        keep_draft(by=actor, at=clock.now(), case=case, form=key, fields=typed)
    except AnlanError:
        return


def until_signed_in(request: HttpRequest, number: int, key: str) -> HttpResponseRedirectBase:
    """Nobody is signed in (any more): what was typed waits in the session, and signing in leads to it."""
    fields, who = typed_in(request), marked(request.POST.get("who", ""))
    if who and fields and sum(map(len, fields.values())) <= _LONGEST:
        request.session[_KEPT] = {"number": number, "key": key, "who": who, "fields": fields}
        return redirect_to_login(reverse("desk:typed", args=[number]))
    return redirect_to_login(reverse("desk:case", args=[number]))


def taken_out(request: HttpRequest, number: int) -> tuple[str, dict[str, str]]:
    """Which form of this case was typed into before signing in, and what; once, and only by the same account."""
    kept: dict[str, Any] = request.session.pop(_KEPT, None) or {}
    if kept.get("number") != number or kept.get("who") != str(actor_of(request).account_id):
        return "", {}
    return str(kept["key"]), dict(kept["fields"])


def unseen(request: HttpRequest, fields: Mapping[str, str], status: int = 404) -> HttpResponse:
    """What was typed, for whoever cannot send it any more: to copy, and nothing of the case."""
    return render(
        request, "cases/typed.html", {"typed": list(fields.values()), "gone": status == 404}, status=status
    )


@never_cache
@login_required
@require_GET
def typed(request: HttpRequest, number: int) -> HttpResponse:
    """After signing in again: what was typed is a draft now, and the case opens with it in its form."""
    actor = actor_of(request)
    key, fields = taken_out(request, number)
    try:
        found = case_by_number(actor, number)
    except CaseNotFound:
        return unseen(request, fields)
    if not key:
        return redirect("desk:case", number=number)
    as_draft(actor, found, key, fields)
    verb = key.partition("-")[0]
    if verb not in may_do(actor, found):
        return unseen(request, fields, 403)
    messages.success(request, _("You are signed in again. What you typed is in its form."), extra_tags="good")
    return case_page(request, found, shown=Shown(given={verb: fields}))
