"""The one form of a call, and that of a call back."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.cases.callrules.scheme import Survey
from anlan.cases.web.fields import words_field

Choices = list[tuple[str, Any]]
_TYPED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class CallForm(forms.Form):
    """Number, matter, where, who; and, when it can be said now, the answer. Only what and where are needed."""

    call = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.CharField(
        label=gettext_lazy("Number calling"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_TYPED, "type": "tel", "inputmode": "tel", "data-key": "Q"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, required=False, widget=forms.TextInput(attrs=_TYPED)
    )
    words = forms.CharField(
        label=gettext_lazy("What is the matter?"),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write down in a few words what the caller says.")},
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "W"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Community"),
        max_length=80,
        error_messages={"required": gettext_lazy("Ask where it is: a street or a community will do.")},
        widget=forms.TextInput(attrs={**_TYPED, "list": "places", "data-key": "P"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Where exactly?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_TYPED),
    )
    callback = forms.BooleanField(label=gettext_lazy("Promise a call back"), required=False)
    callback_at = forms.DateTimeField(
        label=gettext_lazy("By a time the caller names"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Closed as"), required=False)
    answer = forms.CharField(
        label=gettext_lazy("What the caller was told"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-key": "A"}),
    )

    def __init__(self, *args: Any, kinds: Choices, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = cast(forms.ChoiceField, self.fields["category"])
        category.choices = [("", _("Not sure: sorted later")), *kinds]
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.choices = [("", _("Please choose")), *outcomes]

    def said(self, name: str) -> str:
        """What stands in a field now, bound or not."""
        return str(self[name].value() or "").strip()


class AnswerForm(CallForm):
    """The same, sent as answered: the answer and its outcome are needed too."""

    def clean(self) -> dict[str, Any]:
        """An answer without words, or without an outcome, is none."""
        cleaned = super().clean() or {}
        if not cleaned.get("answer"):
            self.add_error("answer", _("Write down what the caller was told."))
        if not cleaned.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Say how it is closed."))
        return cleaned


class PassForm(CallForm):
    """The same, passed on: an answer that was typed must not be lost on the way."""

    def clean(self) -> dict[str, Any]:
        """What was typed as an answer is sent as one, or taken away."""
        cleaned = super().clean() or {}
        if cleaned.get("answer"):
            self.add_error("answer", _("An answer is written here. Send it as answered, or empty it."))
        return cleaned


class SurveyForm(forms.Form):
    """The fixed questions, in their order and words."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(survey.questions, start=1):
            choices = [(choice.code, str(choice.title)) for choice in question.choices]
            field = forms.ChoiceField(
                label=f"{number}. {question.ask}", choices=choices, widget=forms.RadioSelect
            )
            self.fields[question.code] = field
        self.fields["remark"] = words_field(_("What else the caller said"), rows=2)


class ToldForm(forms.Form):
    """What was said in a promised call."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = words_field(_("What was said"), required=True, rows=3)
