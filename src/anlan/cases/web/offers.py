"""What one actor may do with one case now, as forms, the next thing to do first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from anlan.cases.lifecycle import State
from anlan.cases.queries import may_do
from anlan.cases.titles import VERBS as TITLES
from anlan.cases.web.asked import Asked
from anlan.cases.web.verb_forms import TABLE, VerbForm

# What usually comes next, so that the page opens on it.
_NEXT: Mapping[str, tuple[str, ...]] = {
    State.REPORTED: ("triage", "route"),
    State.ROUTED: ("dispatch",),
    State.DISPATCHED: ("decide_objection", "accept"),
    State.HANDLING: ("accept", "decide_extension", "act", "finish"),
    State.SUSPENDED: ("resume",),
    State.HANDLED: ("verify",),
    State.VERIFIED: ("close",),
}


class VersionedForm(forms.Form):
    """A verb's form; `version` is the version of the case it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, extra: Mapping[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(extra)


@dataclass(frozen=True)
class Offer:
    """One verb (one step of `act`) with its form; `first` is the one to show open."""

    verb: str
    title: str
    form: VersionedForm
    first: bool
    danger: bool
    multipart: bool


def _key(verb: str, step: str) -> str:
    return f"{verb}-{step}" if step else verb


def form_for(verb: str, asked: Asked, request: HttpRequest | None = None) -> VersionedForm:
    """The form of one verb, bound to `request` when it was posted."""
    posted = request is not None
    return VersionedForm(
        request.POST if request is not None else None,
        request.FILES if request is not None else None,
        extra=TABLE[verb].fields(asked),
        initial=None if posted else {"version": asked.case.version},
        auto_id=f"{_key(verb, asked.step)}_%s",
    )


def _title(verb: str, asked: Asked) -> str:
    step = asked.section.step(asked.step) if asked.step else None
    return str(step.title) if step else str(TITLES[verb])


def _offered(row: VerbForm, asked: Asked) -> list[Asked]:
    return [asked.with_step(step) for step in row.steps(asked)] if row.when(asked) else []


def offers(asked: Asked, refused: VersionedForm | None = None, key: str = "") -> list[Offer]:
    """Every verb the actor may do, in the order of work, the next one first.

    `refused` is the form that was just refused: it is shown open instead of a fresh one with the same `key`.
    """
    able = [verb for verb in may_do(asked.actor, asked.case) if verb in TABLE]
    order = _NEXT.get(asked.case.state, ())
    able.sort(key=lambda verb: order.index(verb) if verb in order else len(order))
    made: list[Offer] = []
    for verb in able:
        for each in _offered(TABLE[verb], asked):
            own = _key(verb, each.step)
            form = refused if refused is not None and own == key else form_for(verb, each)
            first = own == key if key else not made and verb in order
            made.append(Offer(verb, _title(verb, each), form, first, TABLE[verb].danger, form.is_multipart()))
    return made
