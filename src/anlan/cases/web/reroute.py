"""`/desk/<number>/reroute/`: a case goes to another unit, with the reason. One page, whatever verb its state needs."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.access.public import actor_of, require_anywhere
from anlan.cases.errors import MoveForbidden
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.queries import case_by_number, may_do
from anlan.cases.routing import Owner, owner
from anlan.cases.section import CASES
from anlan.cases.titles import STATES
from anlan.cases.verbs import VERBS
from anlan.cases.web import fields
from anlan.cases.web.asked import Asked
from anlan.cases.web.due import due_lines
from anlan.cases.web.wording import category_of
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.parties.public import kind_of
from anlan.places.public import names_of
from anlan.schemes.public import current

# Before a unit has it the owner is chosen; afterwards the one that has it is replaced.
_VERB = {
    State.REPORTED: "route",
    State.ROUTED: "route",
    State.DISPATCHED: "dispatch",
    State.HANDLING: "dispatch",
}


class RerouteForm(forms.Form):
    """Which unit, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = asked.case.version
        others = [(id, name) for id, name in asked.units if id != str(asked.case.lead_unit)]
        self.fields["unit"] = fields.one_of(_("Another unit"), others)
        self.fields["words"] = fields.words_field(
            _("Why"), hint=_("Both units and the operators read it. It stays with the case.")
        )


def _by_rule(case: Case, asked: Asked) -> Owner | None:
    """Who would own it by the routing as it is now."""
    if not case.category:
        return None
    section = current(case.capability).section(CASES)
    kind = kind_of(case.premises)
    return owner(section, category=case.category, place=case.place_scope, premises_kind=kind, at=asked.at)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def reroute(request: HttpRequest, number: int) -> HttpResponse:
    """GET: who has it, since when, which clocks run. POST: `route` or `dispatch`, with the version that was seen."""
    actor, at = actor_of(request), clock.now()
    found = case_by_number(actor, number)
    require_anywhere(actor, "cases.supervise")
    asked = Asked(found, actor, at)
    verb = _VERB.get(State(found.state), "")
    may = verb in may_do(actor, found)
    form = RerouteForm(request.POST or None, asked=asked)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _send(verb, asked, form.cleaned_data)
            except AnlanError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message())
                status = error.status
                again = request.POST.copy()  # the next try is against what is shown
                found = case_by_number(actor, number)
                asked = Asked(found, actor, at)
                again["version"] = str(found.version)
                form.data = again
            else:
                messages.success(request, _("Case {number} goes to another unit.").format(number=number))
                return redirect("desk:case", number=number)
    context = {**_shown(asked), "form": form, "may": may}
    return render(request, "cases/reroute.html", context, status=status)


def _send(verb: str, asked: Asked, given: dict[str, Any]) -> None:
    if not verb:
        raise MoveForbidden(verb="dispatch", state=str(State(asked.case.state)))
    call: dict[str, Any] = {"unit" if verb == "route" else "lead": UUID(given["unit"])}
    VERBS[verb](
        by=asked.actor,
        at=asked.at,
        case=asked.case.id,
        version=given["version"],
        words=given["words"],
        **call,
    )


def _shown(asked: Asked) -> dict[str, Any]:
    case = asked.case
    by_rule = _by_rule(case, asked)
    lead = next((part for part in asked.parts if part.part == "lead"), None)
    return {
        "case": case,
        "category": category_of(case),
        "state": str(STATES[State(case.state)]),
        "place": names_of([case.place_scope]).get(case.place_scope, ""),
        "lead": asked.unit_name(case.lead_unit),
        "since": lead.offered_at if lead else None,
        "clocks": [line for line in due_lines(case) if line.done is None],
        "by_rule": asked.unit_name(by_rule.unit.id) if by_rule and by_rule.unit else "",
        "clause": by_rule.clause if by_rule else 0,
    }
