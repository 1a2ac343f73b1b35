"""Every verb of the desk as a form: one table, from which pages and posts are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from anlan.cases.web import arguments, fields
from anlan.cases.web.asked import Asked
from anlan.cases.web.promising import may_promise
from anlan.kit.selects import SelectMultiple

Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class VerbForm:
    """`fields` of the form, `when` it makes sense, `call`: the cleaned form as the verb's keywords.

    `versioned` sends the version that was read. `accept` does not: it has a guard of its own that names who was first.
    """

    fields: Callable[[Asked], Fields]
    when: Callable[[Asked], bool] = lambda _asked: True
    call: Callable[[Asked, dict[str, Any]], dict[str, Any]] = lambda _asked, cleaned: cleaned
    versioned: bool = True
    danger: bool = False
    steps: Callable[[Asked], list[str]] = field(default=lambda _asked: [""])


def _words(label: str, *, required: bool = True, hint: str = "") -> Fields:
    return {"words": fields.words_field(label, required=required, hint=hint)}


def _remark(_asked: Asked) -> Fields:
    return _words(_("Remark"), required=False)


def _triage(asked: Asked) -> Fields:
    choices = [(one.code, str(one.title)) for one in asked.section.categories]
    chosen = fields.one_of(_("Category"), choices)
    chosen.initial = asked.case.category or (asked.suggested[0] if asked.suggested else "")
    return {"category": chosen, **_words(_("Remark"), required=False)}


def _relocate(asked: Asked) -> Fields:
    chosen = fields.one_of(_("Community"), asked.communities())
    hint = _("What was reported stays on record; from now on the case belongs here.")
    return {"place": chosen, **_words(_("Reason"), hint=hint)}


def _route(asked: Asked) -> Fields:
    unit = fields.one_of(_("Unit"), asked.units, required=False, blank=_("As the routing rules say"))
    hint = _("Needed when you choose a unit yourself: say why.")
    return {"unit": unit, **_words(_("Reason"), required=False, hint=hint)}


def _dispatch(asked: Asked) -> Fields:
    name = asked.unit_name(asked.case.lead_unit)
    blank = _("As routed: {unit}").format(unit=name) if name else ""
    lead = fields.one_of(_("Lead unit"), asked.units, required=not name, blank=blank)
    supporting = forms.MultipleChoiceField(
        label=_("Supporting units"),
        choices=asked.units,
        required=False,
        help_text=_("None chosen: those the routing rules name. Hold Ctrl or ⌘ to choose several."),
        widget=SelectMultiple(attrs={"size": 4}),
    )
    hint = _("Needed when another lead takes over: say why.")
    return {"lead": lead, "supporting": supporting, **_words(_("Reason"), required=False, hint=hint)}


def _decide(name: str, yes: str, no: str) -> Fields:
    return {name: fields.yes_or_no(_("Decision"), yes, no), **_words(_("Reason, which the unit reads"))}


def _photograph_first(stages: tuple[str, ...]) -> str:
    """What has to be attached before the form is sent."""
    hints = {
        "before": _("Attach a photograph from before the work first."),
        "after": _("Attach a photograph from after the work first."),
        "recheck": _("Attach a photograph of your own from the place first."),
    }
    return " ".join(hints[stage] for stage in stages)


def _act(asked: Asked) -> Fields:
    step = asked.section.step(asked.step)
    return {
        "step": forms.CharField(widget=forms.HiddenInput, initial=asked.step),
        **fields.answers(asked.questions_of(asked.step)),
        **_words(_("Remark"), required=False, hint=_photograph_first(step.photographs if step else ())),
    }


def _request_extension(asked: Asked) -> Fields:
    clock = fields.one_of(_("Which time limit"), asked.extendable())
    value = forms.IntegerField(label=_("How much more, in its own unit"), min_value=1, max_value=5000)
    return {"clock": clock, "value": value, **_words(_("Reason"))}


def _suspend(asked: Asked) -> Fields:
    reasons = [(one.code, str(one.title)) for one in asked.section.suspension.reasons]
    return {
        "reason": fields.one_of(_("Reason"), reasons),
        **_words(_("What has to happen before work can go on?")),
    }


def _verify(asked: Asked) -> Fields:
    rule = asked.section.verification
    hint = _photograph_first(("recheck",) if rule.photograph else ())
    return {**fields.answers(rule.form), **_words(_("Remark"), required=False, hint=hint)}


def _close(asked: Asked) -> Fields:
    outcomes = [(one.code, str(one.title)) for one in asked.outcomes()]
    hint = _("The reporter reads this: what was found, what was done, what they can do.")
    return {
        "outcome": fields.one_of(_("Outcome"), outcomes),
        **_words(_("Answer to the reporter"), hint=hint),
    }


def _rate(asked: Asked) -> Fields:
    most = asked.section.rating.most
    score = forms.IntegerField(
        label=_("Score from 1 to {most}").format(most=most), min_value=1, max_value=most
    )
    return {"score": score, **_words(_("Remark"), required=False)}


def _split(asked: Asked) -> Fields:
    choices = [(one.code, str(one.title)) for one in asked.section.categories]
    made: Fields = {}
    for number in range(1, arguments.MOST_PARTS + 1):
        label = _("Part {number}: what is the matter?").format(number=number)
        made[f"words_{number}"] = fields.words_field(label, required=number == 1)
        made[f"category_{number}"] = fields.one_of(
            _("Part {number}: category").format(number=number),
            choices,
            required=False,
            blank=_("Not sorted yet"),
        )
    return made


def _withdraw_note(_asked: Asked) -> Fields:
    return {"note": forms.UUIDField(widget=forms.HiddenInput)}


def _merge(_asked: Asked) -> Fields:
    into = forms.IntegerField(label=_("Number of the case that goes on"), min_value=1)
    return {"into": into, **_words(_("Remark"), required=False)}


def _attach(_asked: Asked) -> Fields:
    stages = [
        ("before", _("Before the work")),
        ("after", _("After the work")),
        ("report", _("Of the report")),
    ]
    return {
        "photos": fields.FilesField(
            label=_("Photographs or PDF documents"),
            help_text=_(
                "Six at once, 20 MB each. Documents are for colleagues: the reporter does not see them."
            ),
        ),
        "stage": fields.one_of(_("They show"), stages),
    }


def _note(_asked: Asked) -> Fields:
    public = forms.BooleanField(label=_("The reporter may read it"), required=False)
    made = _words(
        _("What the note says"), hint=_("@ and a name tells a colleague or a unit that may see this case.")
    )
    made["words"].widget.attrs["data-mentions"] = ""
    return {**made, "public": public}


def _promise(_asked: Asked) -> Fields:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    hint = _("Only when the caller asked for a certain time; else the usual one counts.")
    due = forms.DateTimeField(label=_("Until when"), required=False, widget=widget, help_text=hint)
    return {"due": due, **_words(_("What is to be told or asked?"), required=False)}


TABLE: dict[str, VerbForm] = {
    "triage": VerbForm(_triage),
    "relocate": VerbForm(_relocate, call=arguments.relocate),
    "route": VerbForm(_route, call=arguments.route),
    "dispatch": VerbForm(_dispatch, call=arguments.dispatch),
    "accept": VerbForm(_remark, when=Asked.is_offered, versioned=False),
    "raise_objection": VerbForm(lambda _asked: _words(_("Why is it not yours?")), when=Asked.is_offered),
    "decide_objection": VerbForm(
        lambda _asked: _decide(
            "upheld", _("Upheld: another unit is found"), _("Refused: the unit handles it")
        ),
        when=lambda asked: asked.waits_for("objection"),
    ),
    "act": VerbForm(_act, call=arguments.with_answers, steps=Asked.next_steps, when=Asked.is_accepted),
    "finish": VerbForm(lambda _asked: _words(_("What was done?")), when=Asked.can_finish),
    "request_extension": VerbForm(_request_extension, when=lambda asked: bool(asked.extendable())),
    "decide_extension": VerbForm(
        lambda _asked: _decide("granted", _("Granted"), _("Refused")),
        when=lambda asked: asked.waits_for("extension"),
    ),
    "suspend": VerbForm(_suspend, when=lambda asked: bool(asked.section.suspension.reasons)),
    "resume": VerbForm(_remark),
    "verify": VerbForm(_verify, call=arguments.with_answers),
    "send_back": VerbForm(lambda _asked: _words(_("What is still missing?"))),
    "close": VerbForm(_close),
    "rate": VerbForm(_rate),
    "reopen": VerbForm(lambda _asked: _words(_("Why does it have to be handled again?"))),
    "escalate": VerbForm(lambda _asked: _words(_("Reason"))),
    "supervise": VerbForm(
        lambda _asked: _words(_("What is expected, and until when?")), call=arguments.supervise
    ),
    "split": VerbForm(_split, call=arguments.split),
    "merge": VerbForm(_merge, call=arguments.merge, danger=True),
    "attach": VerbForm(_attach, call=arguments.attach),
    "add_note": VerbForm(_note),
    # Its button stands beside the note itself.
    "withdraw_note": VerbForm(_withdraw_note, when=lambda _asked: False, versioned=False),
    "promise_callback": VerbForm(_promise, when=may_promise),
    "migrate": VerbForm(lambda _asked: {}, when=Asked.is_behind),
}
