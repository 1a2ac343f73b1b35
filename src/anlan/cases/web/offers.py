"""What one actor may do with one case now, as forms: the next thing to do, and the rest by what it is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.cases.lifecycle import State
from anlan.cases.queries import may_do
from anlan.cases.telling.titles import VERBS as TITLES
from anlan.cases.web.asked import Asked
from anlan.cases.web.verb_forms import TABLE, VerbForm

# What usually comes next, so that the page opens on it.
_NEXT: Mapping[str, tuple[str, ...]] = {
    State.REPORTED: ("triage", "route"),
    State.ROUTED: ("dispatch",),
    State.DISPATCHED: ("decide_objection", "accept"),
    State.HANDLING: ("accept", "decide_extension", "decide_objection", "act", "finish"),
    State.SUSPENDED: ("resume",),
    State.HANDLED: ("verify",),
    State.VERIFIED: ("close",),
}
# They stand beside what they add to: the story, and the files.
BESIDE = ("add_note", "attach")
_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "work",
        frozenset({"triage", "route", "dispatch", "accept", "act", "finish", "verify", "close", "resume"}),
    ),
    ("right", frozenset({"relocate", "split", "merge", "send_back", "raise_objection", "reopen", "migrate"})),
    ("time", frozenset({"request_extension", "decide_extension", "suspend", "escalate", "supervise"})),
)


class VersionedForm(forms.Form):
    """A verb's form; `version` is the version of the case it was made from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, extra: Mapping[str, forms.Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(extra)


@dataclass(frozen=True)
class Offer:
    """One verb (one step of `act`) with its form. `first`: shown open; `next`: what usually comes next."""

    verb: str
    title: str
    form: VersionedForm
    first: bool
    danger: bool
    multipart: bool
    next: bool = False


@dataclass(frozen=True)
class Offered:
    """All offers as the page lays them out. `next` is None where nothing waits for this actor."""

    next: Offer | None
    note: Offer | None
    attach: Offer | None
    groups: list[tuple[str, list[Offer]]]


def _key(verb: str, step: str) -> str:
    return f"{verb}-{step}" if step else verb


def form_for(
    verb: str, asked: Asked, request: HttpRequest | None = None, given: Mapping[str, Any] | None = None
) -> VersionedForm:
    """The form of one verb, bound to `request` when it was posted; `given` fills in what a link brought along."""
    posted = request is not None
    return VersionedForm(
        request.POST if request is not None else None,
        request.FILES if request is not None else None,
        extra=TABLE[verb].fields(asked),
        initial=None if posted else {**(given or {}), "version": asked.case.version},
        auto_id=f"{_key(verb, asked.step)}_%s",
    )


def _title(verb: str, asked: Asked) -> str:
    step = asked.section.step(asked.step) if asked.step else None
    return str(step.title) if step else str(TITLES[verb])


def _offered(row: VerbForm, asked: Asked) -> list[Asked]:
    return [asked.with_step(step) for step in row.steps(asked)] if row.when(asked) else []


def offers(
    asked: Asked,
    refused: VersionedForm | None = None,
    key: str = "",
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Offer]:
    """Every verb the actor may do, in the order of work, the next one first.

    `refused` is the form that was just refused: it is shown open instead of a fresh one with the same `key`. `given`:
    by verb, what a link filled in; that form is open too.
    """
    able = [verb for verb in may_do(asked.actor, asked.case) if verb in TABLE]
    order = _NEXT.get(asked.case.state, ())
    able.sort(key=lambda verb: order.index(verb) if verb in order else len(order))
    given = given or {}
    made: list[Offer] = []
    for verb in able:
        for each in _offered(TABLE[verb], asked):
            own = _key(verb, each.step)
            form = (
                refused if refused is not None and own == key else form_for(verb, each, None, given.get(verb))
            )
            comes_next = not made and verb in order
            first = own == key if key else verb in given or (comes_next and not given)
            row = TABLE[verb]
            made.append(
                Offer(verb, _title(verb, each), form, first, row.danger, form.is_multipart(), comes_next)
            )
    return made


def laid_out(made: Iterable[Offer]) -> Offered:
    """The same, where the page shows each."""
    rest = list(made)
    coming = next((one for one in rest if one.next), None)
    beside = {one.verb: one for one in rest if one.verb in BESIDE}
    others = [one for one in rest if one is not coming and one.verb not in BESIDE]
    titles = {"work": _("Also possible"), "right": _("Put right"), "time": _("Time and supervision")}
    groups = [(titles[name], [one for one in others if one.verb in verbs]) for name, verbs in _GROUPS]
    known = frozenset[str]().union(*(verbs for _name, verbs in _GROUPS))
    groups.append((_("Other"), [one for one in others if one.verb not in known]))
    return Offered(
        coming, beside.get("add_note"), beside.get("attach"), [group for group in groups if group[1]]
    )
