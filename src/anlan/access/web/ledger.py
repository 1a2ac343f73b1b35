"""`/desk/admin/ledger/`: what was done, by whom, to what and where: ids and codes, never the words of a case."""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from anlan.access.actors import actor_of
from anlan.access.errors import AccountNotFound
from anlan.access.permissions import permissions
from anlan.access.queries import account_id, names_of
from anlan.access.registries import place_choices, subject_numbers
from anlan.access.rules import require_anywhere
from anlan.access.verbs.search_ledger import search_ledger
from anlan.access.web.naming import place_name
from anlan.kit import clock
from anlan.kit.codes import CodeInvalid, span
from anlan.kit.errors import AnlanError
from anlan.ledger.public import Fact, Search, fact_kinds

_SHOWN = 50
_DAYS = 7


def _kind_title(name: str) -> str:
    return f"{permissions[name].title} ({name})" if name in permissions else name


def _kinds() -> list[tuple[str, str]]:
    return [("", _("All")), *sorted((name, _kind_title(name)) for name in fact_kinds.names())]


def _places() -> list[tuple[str, object]]:
    groups = [group for choices in place_choices.items() for group in choices()]
    return [
        ("", _("Everywhere")),
        *[(head, [(str(code), name) for code, name in ones]) for head, ones in groups],
    ]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # what browsers take, in every language


class LedgerForm(forms.Form):
    """What to look for; nothing but the days is needed."""

    since = forms.DateField(label=gettext_lazy("Recorded from"), widget=_day())
    until = forms.DateField(label=gettext_lazy("To (this day included)"), widget=_day())
    who = forms.CharField(label=gettext_lazy("By (log-in name)"), required=False, max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("What was done"), required=False, choices=_kinds)
    subject = forms.CharField(
        label=gettext_lazy("Case number, unit code or id"), required=False, max_length=60
    )
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False, choices=_places)

    def clean_who(self) -> str:
        """The actor's ref; a program is named as it is (`service:sweeper`)."""
        name = str(self.cleaned_data["who"]).strip()
        if not name or ":" in name:
            return name
        try:
            return f"account:{account_id(name)}"
        except AccountNotFound as unknown:
            raise forms.ValidationError(unknown.message()) from unknown

    def clean_subject(self) -> UUID | None:
        """The subject's id."""
        typed = str(self.cleaned_data["subject"]).strip()
        if not typed:
            return None
        try:
            return UUID(typed)
        except ValueError:
            found = next((one for find in subject_numbers.items() if (one := find(typed))), None)
        if found is None:
            raise forms.ValidationError(
                _("There is no case with this number and no unit with this code, and it is no id.")
            )
        return found

    def clean_place(self) -> tuple[tuple[int, int], ...]:
        """The range of codes."""
        typed = self.cleaned_data["place"]
        try:
            return (span(int(typed)),) if typed else ()
        except CodeInvalid as invalid:
            raise forms.ValidationError(str(invalid)) from invalid

    def search(self, before: UUID | None) -> Search:
        """As the ledger takes it."""
        asked = self.cleaned_data
        zone = timezone.get_current_timezone()
        return Search(
            since=datetime.combine(asked["since"], time(0), zone),
            until=datetime.combine(asked["until"] + timedelta(days=1), time(0), zone),
            actor=asked["who"],
            kind=asked["kind"],
            subject=asked["subject"],
            places=asked["place"],
            before=before,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as the page shows it. `chain`: the address of everything about the same subject in these days."""

    fact: Fact
    kind: str
    who: str
    where: str
    told: str
    chain: str


def _rows(facts: list[Fact], days: dict[str, str]) -> list[Row]:
    names = names_of({fact.actor for fact in facts})
    places = {fact.place: place_name(fact.place) for fact in facts if fact.place}
    return [
        Row(
            fact,
            _kind_title(fact.kind),
            names.get(fact.actor, fact.actor.partition(":")[0]),
            places.get(fact.place, "") if fact.place else "",
            json.dumps(fact.payload, ensure_ascii=False, sort_keys=True, indent=1),
            "?" + urlencode({**days, "subject": str(fact.subject)}),
        )
        for fact in facts
    ]


def _before(value: str) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


@never_cache
@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """GET /desk/admin/ledger/: searched only when somebody asks, since every look is recorded."""
    actor, at = actor_of(request), clock.now()
    require_anywhere(actor, "ledger.read")
    today = timezone.localtime(at).date()
    if "since" not in request.GET:
        given = {key: value for key, value in request.GET.items() if key in LedgerForm.base_fields}
        form = LedgerForm(initial={"since": today - timedelta(days=_DAYS), "until": today, **given})
        return render(request, "access/ledger.html", {"form": form})
    form = LedgerForm(request.GET)
    before = _before(request.GET.get("before", ""))
    context: dict[str, object] = {"form": form, "asked": True}
    status = 200
    if form.is_valid():
        try:
            facts = search_ledger(search=form.search(before), limit=_SHOWN + 1, by=actor, at=at)
        except AnlanError as refused:
            status, context["refused"] = refused.status, refused.message()
        else:
            kept = {key: value for key, value in request.GET.items() if value and key != "before"}
            more = len(facts) > _SHOWN
            days = {key: request.GET[key] for key in ("since", "until")}
            context["rows"] = _rows(facts[:_SHOWN], days)
            context["following"] = (
                "?" + urlencode({**kept, "before": str(facts[_SHOWN - 1].id)}) if more else ""
            )
            context["previous"] = "?" + urlencode(kept) if before else ""
    return render(request, "access/ledger.html", context, status=422 if form.errors else status)
