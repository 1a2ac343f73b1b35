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
from anlan.cases.errors import CaseNotFound, MoveForbidden
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.queries import case_by_number, may_do
from anlan.cases.routing.clauses import Owner, owner
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import category_of
from anlan.cases.verbs import VERBS
from anlan.cases.web import fields
from anlan.cases.web.asked import Asked
from anlan.cases.web.due import due_lines
from anlan.cases.web.refusals import in_titles
from anlan.cases.web.typed import as_of_now, unseen, words_in
from anlan.kit import clock
from anlan.kit.errors import AnlanError
from anlan.parties.public import kind_of
from anlan.places.public import names_of
from anlan.schemes.public import current

# Before a unit has it the owner is chosen; afterwards the one that has it is replaced.
MOVED_BY = {
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
    try:
        asked = _asked(request, number)
        require_anywhere(asked.actor, "cases.supervise")
        if request.method == "POST":
            return _move(request, asked)
    except CaseNotFound:
        if request.method == "GET":
            raise
        return unseen(request, words_in(request))
    return _page(request, asked, RerouteForm(asked=asked))


def _asked(request: HttpRequest, number: int) -> Asked:
    actor = actor_of(request)
    return Asked(case_by_number(actor, number), actor, clock.now())


def _move(request: HttpRequest, asked: Asked) -> HttpResponse:
    """A refusal shows the page anew, as it is now. Raises `CaseNotFound` when the case went out of sight meanwhile."""
    form, number = RerouteForm(request.POST, asked=asked), asked.case.number
    if not form.is_valid():
        return _page(request, asked, form, 422)
    try:
        _send(asked, form.cleaned_data)
    except AnlanError as error:
        asked = _asked(request, number)
        fields.say_at(form, in_titles(error))
        form.data = as_of_now(request, asked.case)
        return _page(request, asked, form, error.status)
    messages.success(request, _("Case {number} goes to another unit.").format(number=number))
    return redirect("desk:case", number=number)


def _send(asked: Asked, given: dict[str, Any]) -> None:
    verb = MOVED_BY.get(State(asked.case.state))
    if verb is None:
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


def _page(request: HttpRequest, asked: Asked, form: RerouteForm, status: int = 200) -> HttpResponse:
    case = asked.case
    may = MOVED_BY.get(State(case.state)) in may_do(asked.actor, case)
    by_rule = _by_rule(case, asked)
    lead = next((part for part in asked.parts if part.part == "lead"), None)
    context = {
        "form": form,
        "may": may,
        "typed": () if may else words_in(request).values(),
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
    return render(request, "cases/reroute.html", context, status=status)
