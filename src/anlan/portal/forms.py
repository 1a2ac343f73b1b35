"""What a resident fills in. Checked here for shape only; the verbs decide what can be accepted."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.access.public import plain_phone
from anlan.cases.public import PhotosField, Question, answered, answers
from anlan.kit.errors import AnlanError
from anlan.kit.selects import Select

Choices = Sequence[tuple[str, Any]]
_IN_FIVE = (
    _("very dissatisfied"),
    _("dissatisfied"),
    _("neither"),
    _("satisfied"),
    _("very satisfied"),
)


class ReportForm(forms.Form):
    """One matter: what, where, and if one likes, who. Choices are given by the view, which knows the district."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    premises = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    photos = PhotosField(
        label=_("Photographs"),
        required=False,
        help_text=_("A picture says most. Place and camera data are removed from it before anybody sees it."),
    )
    words = forms.CharField(
        label=_("What is the matter?"),
        max_length=4000,
        help_text=_("In your own words: what you saw, since when, what worries you."),
        error_messages={"required": _("Tell us in a few words what the matter is.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    category = forms.ChoiceField(
        label=_("What kind of matter?"),
        required=False,
        help_text=_("If you are not sure, leave it: staff will choose."),
        widget=Select,
    )
    place = forms.ChoiceField(label=_("Community"), required=False, widget=Select)
    address = forms.CharField(
        label=_("Where exactly?"),
        max_length=200,
        required=False,
        help_text=_("For instance: Lane 52, in front of building 3."),
    )
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    told = forms.BooleanField(
        label=_("Tell me by message how it goes on"),
        required=False,
        help_text=_(
            "To this number or address, about this matter only. You can stop it on the tracking page."
        ),
    )

    def __init__(self, *args: Any, categories: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["category"]).choices = categories
        cast(forms.ChoiceField, self.fields["place"]).choices = places
        for name in ("lon", "lat"):
            self.fields[name].widget.attrs.update({"step": "any", "inputmode": "decimal"})

    def clean_phone(self) -> str:
        """Refused here already, so that nobody is sent back after having checked everything."""
        phone = str(self.cleaned_data["phone"])
        try:
            plain_phone(phone)
        except AnlanError as error:
            raise forms.ValidationError(error.message()) from error
        return phone

    def clean(self) -> dict[str, Any]:
        """A place is needed one way or another."""
        cleaned: dict[str, Any] = super().clean() or {}
        point = cleaned.get("lon") is not None and cleaned.get("lat") is not None
        broken = {"lon", "lat", "place"} & set(self.errors)
        if not point and not cleaned.get("place") and not cleaned.get("premises") and not broken:
            self.add_error("place", _("Say where: choose a community or set a point."))
        reach = cleaned.get("phone") or cleaned.get("email") or {"phone", "email"} & set(self.errors)
        if cleaned.get("told") and not reach:
            self.add_error("phone", _("To be told, leave a number or an e-mail address."))
        return cleaned

    def show_again(self) -> dict[str, list[str]]:
        """What was entered, for the hidden inputs of the check page."""
        shown = {name: self.data.get(self.add_prefix(name), "") for name in self.fields if name != "photos"}
        return {name: [value] for name, value in shown.items() if value}


class QuestionsForm(forms.Form):
    """A capability's own questions, asked on the check page."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question]) -> None:
        super().__init__(data)
        self.fields.update(answers(questions))

    def answers(self) -> dict[str, Any]:
        """What was answered, by question code."""
        return answered(self.cleaned_data)


class TokenForm(forms.Form):
    """The code on the receipt."""

    token = forms.CharField(
        label=_("Tracking code"),
        max_length=200,
        help_text=_("26 letters and digits from your receipt. You can also scan its QR code."),
        error_messages={"required": _("Enter the code from your receipt.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_token(self) -> str:
        """People paste whole links, capitals and blanks: keep the code."""
        words = str(self.cleaned_data["token"]).strip().rstrip("/")
        return "".join(words.rsplit("/", 1)[-1].split()).lower()


class RateForm(forms.Form):
    """How satisfied the reporter is."""

    score = forms.TypedChoiceField(
        label=_("How was this handled?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how satisfied you are.")},
    )
    words = forms.CharField(
        label=_("Anything to add?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {1: _("very dissatisfied"), most: _("very satisfied")}
        if most == len(_IN_FIVE):
            said = dict(enumerate(_IN_FIVE, start=1))
        labels = [
            (str(score), f"{score} · {said[score]}" if score in said else str(score))
            for score in range(most, 0, -1)
        ]
        cast(forms.TypedChoiceField, self.fields["score"]).choices = labels


class ReopenForm(forms.Form):
    """Why it is not settled yet."""

    words = forms.CharField(
        label=_("What is still not right?"),
        max_length=4000,
        error_messages={"required": _("Say what is still not right.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def tell(form: forms.Form, error: AnlanError) -> None:
    """Show a refusal where it belongs: at its field when the form has it, else at the top."""
    form.add_error(error.field if error.field in form.fields else None, error.message())
