"""Everything the call screen shows, gathered once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate

from anlan.access.public import Actor
from anlan.cases.callrules.section import calls_of, taking_calls
from anlan.cases.calls.queue import waiting_counts
from anlan.cases.calls.web.forms import CallForm
from anlan.cases.calls.web.shown import alike, categories, kinds, knowledge_for, outcomes
from anlan.cases.calls.where import choices, place_called
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.own.calls import unsent_calls
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import TONES, category_of, whereabouts_of
from anlan.kit.errors import AnlanError
from anlan.kit.ids import new_id
from anlan.parties.public import unit_names
from anlan.schemes.public import Scheme

TAKEN = "call_taken"
_SHOWN_FOR = timedelta(minutes=15)


@dataclass
class Screen:
    """One operator before the call screen."""

    request: HttpRequest
    actor: Actor
    at: datetime

    @cached_property
    def schemes(self) -> list[Scheme]:
        """The capabilities that take calls."""
        return taking_calls()

    @cached_property
    def places(self) -> list[Any]:
        """Where a matter can lie."""
        return choices()

    def form(
        self, kind: type[CallForm] = CallForm, data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> CallForm:
        """The form, bound to `data` or filled with `initial`."""
        start = {"call": str(new_id()), **(initial or {})}
        return kind(data, initial=start, kinds=categories(self.schemes), outcomes=outcomes(self.schemes))

    def as_typed(self) -> CallForm:
        """What was posted, shown again without judging it; a kind that was picked is taken over."""
        typed: dict[str, Any] = {name: self.request.POST.get(name, "") for name in CallForm.base_fields}
        typed["callback"] = bool(typed["callback"])
        if picked := self.request.POST.get("pick"):
            typed["category"] = picked
        return self.form(initial=typed)

    def capability(self, form: CallForm) -> str:
        """The capability the matter belongs to: that of its kind, else the first that takes calls."""
        chosen = form.said("category").partition(":")[0]
        names = [scheme.name for scheme in self.schemes]
        return chosen if chosen in names else names[0] if names else ""

    def place(self, form: CallForm) -> int | None:
        """The place that was typed, when it is clear already."""
        try:
            return place_called(form.said("place"), self.places) if form.said("place") else None
        except AnlanError:
            return None

    def context(self, form: CallForm, *, earlier: Any = None, earlier_error: str = "") -> dict[str, Any]:
        """The context of `cases/calls/entry.html`."""
        words, category = form.said("words"), form.said("category")
        rule = next((calls_of(scheme).earlier for scheme in self.schemes if calls_of(scheme).earlier), None)
        return {
            "form": form,
            "schemes": self.schemes,
            "places": self.places,
            "kinds": kinds(self.schemes, words),
            "articles": knowledge_for(self.schemes, words, category, localdate(self.at)),
            "used": self.request.POST.getlist("articles"),
            "alike": alike(words, self.place(form), by=self.actor, at=self.at),
            "ask": rule.ask if rule else None,
            "earlier": earlier,
            "earlier_error": earlier_error,
            "unsent": [
                one for one in unsent_calls(self.actor, at=self.at) if str(one.call) != form.said("call")
            ],
            "taken": self._taken(),
            "counts": waiting_counts(self.actor, self.at),
        }

    def remember(self, case: Case, *, joined: bool = False) -> None:
        """What is read out next; the session keeps it for a quarter of an hour."""
        unit = unit_names([case.lead_unit]).get(case.lead_unit, "") if case.lead_unit else ""
        self.request.session[TAKEN] = {
            "number": case.number,
            "state": str(case.state),
            "unit": unit,
            "joined": joined,
            "at": self.at.isoformat(),
        }

    def _taken(self) -> dict[str, Any] | None:
        kept: dict[str, Any] = self.request.session.get(TAKEN) or {}
        at = parse_datetime(kept["at"]) if kept else None
        if at is None or not timedelta(0) <= self.at - at < _SHOWN_FOR:
            return None
        return {**kept, "title": STATES[State(kept["state"])], "tone": TONES[kept["state"]]}


@dataclass(frozen=True)
class EarlierLine:
    """One earlier case of the caller: what it was, where it stands; no name, no number of theirs."""

    number: int
    category: str
    place: str
    state: str
    tone: str
    reported_at: datetime


def earlier_lines(cases: Sequence[Case]) -> list[EarlierLine]:
    """Earlier cases as the screen shows them."""
    places = whereabouts_of(case.place_scope for case in cases)
    return [
        EarlierLine(
            case.number,
            category_of(case),
            places[case.place_scope],
            str(STATES[State(case.state)]),
            TONES[case.state],
            case.reported_at,
        )
        for case in cases
    ]


def uuid_or_none(text: str) -> UUID | None:
    """An id from a request."""
    try:
        return UUID(text)
    except ValueError:
        return None
