"""What a bulk run asks for, once for all its cases."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.web import fields
from anlan.parties.public import unit_names_in
from anlan.schemes.public import Scheme, current_of

Fields = dict[str, forms.Field]


class ManyForm(forms.Form):
    """The form of one action."""

    def __init__(self, *args: Any, extra: Fields, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(extra)

    def clean(self) -> dict[str, Any]:
        """A unit chosen by hand needs its reason, as the verb asks for it."""
        cleaned = super().clean() or {}
        if (cleaned.get("unit") or cleaned.get("lead")) and not cleaned.get("words"):
            self.add_error("words", _("Say why you choose the unit yourself."))
        return cleaned


def _units(at: datetime) -> list[tuple[str, str]]:
    return [(str(id), name) for id, name in unit_names_in(settings.ANLAN_DISTRICT * 10**9, at)]


def _sections(capabilities: Iterable[str]) -> list[tuple[Scheme, CasesSection]]:
    found = current_of(set(capabilities))
    return [
        (scheme, scheme.section(CASES)) for _name, scheme in sorted(found.items()) if scheme.has(CASES.name)
    ]


def _words(label: str, *, required: bool = True, hint: str = "") -> Fields:
    return {"words": fields.words_field(label, required=required, hint=hint)}


def _remark(_kinds: set[str], _at: datetime) -> Fields:
    return _words(_("Remark"), required=False)


def _triage(kinds: set[str], _at: datetime) -> Fields:
    choices = [
        (str(scheme.title), [(f"{scheme.name}:{one.code}", str(one.title)) for one in section.categories])
        for scheme, section in _sections(kinds)
    ]
    return {"category": fields.one_of(_("Category"), choices), **_remark(kinds, _at)}


def _route(_kinds: set[str], at: datetime) -> Fields:
    blank = _("As the routing rules say")
    unit = fields.one_of(_("Unit"), _units(at), required=False, blank=blank)
    return {"unit": unit, **_words(_("Reason"), required=False, hint=_unit_hint())}


def _dispatch(_kinds: set[str], at: datetime) -> Fields:
    blank = _("Each as it was routed")
    lead = fields.one_of(_("Lead unit"), _units(at), required=False, blank=blank)
    return {"lead": lead, **_words(_("Reason"), required=False, hint=_unit_hint())}


def _unit_hint() -> str:
    return _("Needed when you choose a unit yourself: say why.")


def _suspend(kinds: set[str], _at: datetime) -> Fields:
    reasons = {
        one.code: str(one.title)
        for _scheme, section in _sections(kinds)
        for one in section.suspension.reasons
    }
    chosen = fields.one_of(_("Reason"), sorted(reasons.items()))
    return {"reason": chosen, **_words(_("What has to happen before work can go on?"))}


def _extension(_kinds: set[str], _at: datetime) -> Fields:
    decision = fields.yes_or_no(_("Decision"), _("Granted"), _("Refused"))
    return {"granted": decision, **_words(_("Reason, which the unit reads"))}


def _note(_kinds: set[str], _at: datetime) -> Fields:
    public = forms.BooleanField(label=_("The reporter may read it"), required=False)
    return {**_words(_("What the note says")), "public": public}


_TABLE: dict[str, Callable[[set[str], datetime], Fields]] = {
    "triage": _triage,
    "route": _route,
    "dispatch": _dispatch,
    "accept": _remark,
    "suspend": _suspend,
    "resume": _remark,
    "send_back": lambda _kinds, _at: _words(_("What is still missing?")),
    "decide_extension": _extension,
    "supervise": lambda _kinds, _at: _words(_("What is expected, and until when?")),
    "unsupervise": lambda _kinds, _at: _words(_("Reason")),
    "add_note": _note,
}


def form_of(action: str, *, kinds: set[str], at: datetime, posted: Any = None) -> ManyForm:
    """The form of `action` for cases of these capabilities, bound when it was posted."""
    return ManyForm(posted, extra=_TABLE[action](kinds, at), auto_id="many_%s")
