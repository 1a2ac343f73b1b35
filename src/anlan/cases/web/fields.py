"""Form fields shared by the desk and the portal, and those that come from a capability's own data."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.cases.scheme.shapes import Question
from anlan.kit.errors import AnlanError
from anlan.kit.files.photos import MOST_BYTES, MOST_TOGETHER
from anlan.kit.selects import Select

_ANSWER = "answer_"


def words_field(label: str, *, required: bool = False, hint: str = "", rows: int = 3) -> forms.CharField:
    """Words that come with a verb."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, max_length=4000, widget=widget)


def one_of(
    label: str, choices: Sequence[tuple[str, Any]], *, required: bool = True, blank: str = ""
) -> forms.ChoiceField:
    """A select; when it may stay empty, `blank` says what that means."""
    offered = [("", blank or _("Please choose")), *choices]
    return forms.ChoiceField(label=label, choices=offered, required=required, widget=Select)


def yes_or_no(label: str, yes: str, no: str) -> forms.TypedChoiceField:
    """A decision between two named outcomes; neither is chosen beforehand."""
    choices = [("yes", yes), ("no", no)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )


def question_field(question: Question) -> forms.Field:
    """The field of one question of a capability (`photo` has none: photographs are attached)."""
    label, required = str(question.title), question.required
    if question.kind == "choice":
        return one_of(
            label, [(choice.code, str(choice.title)) for choice in question.choices], required=required
        )
    if question.kind == "yes_no":
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)
    if question.kind == "number":
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        return forms.FloatField(label=label, required=required, widget=widget)
    if question.kind == "date":
        return forms.CharField(label=label, required=required, widget=forms.TextInput(attrs={"type": "date"}))
    return forms.CharField(label=label, required=required, max_length=1000)


def answers(questions: Sequence[Question]) -> dict[str, forms.Field]:
    """Fields for `questions`; their names are set apart, so that no question can shadow a field of the verb."""
    return {_ANSWER + one.code: question_field(one) for one in questions if one.kind != "photo"}


def answered(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The answers in a cleaned form, by question code."""
    return {
        name.removeprefix(_ANSWER): value
        for name, value in cleaned.items()
        if name.startswith(_ANSWER) and value not in (None, "")
    }


def in_words(questions: Sequence[Question], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Kept answers as people read them: titles of questions and of choices, yes and no."""
    asked = {one.code: one for one in questions}
    return [
        (str(asked[code].title) if code in asked else code, _said(asked.get(code), value))
        for code, value in given.items()
    ]


def _said(question: Question | None, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = {choice.code: str(choice.title) for choice in question.choices} if question else {}
    return choices.get(str(value), f"{value:g}" if isinstance(value, float) else str(value))


def answer_name(code: str) -> str:
    """What the field of a question is called."""
    return _ANSWER + code


def say_at(form: forms.Form, error: AnlanError, field: str | None = None) -> None:
    """Say a refusal at `field` (else the one it names), or above the form where there is no such field."""
    named = field or error.field
    form.add_error(named if named in form.fields else None, error.message())


def entered(bound: forms.BoundField) -> str:
    """What was sent in a field, as people read it; "" for nothing."""
    field, value = bound.field, bound.data
    if isinstance(field, forms.FileField):
        return _("Files: choose them again.") if value else ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        titles = dict(_flat(field.choices))
        return ", ".join(str(titles.get(str(each), each)) for each in chosen if each)
    return str(value or "")


def _flat(choices: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for value, title in choices:
        found += _flat(title) if isinstance(title, list | tuple) else [(str(value), str(title))]
    return found


class ManyPhotos(forms.ClearableFileInput):
    """A file input that takes several photographs, straight from the camera on a phone."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Several uploaded files as a list."""

    widget = ManyPhotos

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyPhotos(attrs={"accept": "image/*", "data-photos": ""}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The uploads; too many or too large ones are named."""
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given:
            super().clean(None, initial)
        if len(given) > MOST_TOGETHER:
            raise forms.ValidationError(
                gettext_lazy("At most %(most)s files, please."), params={"most": MOST_TOGETHER}
            )
        for each in given:
            if each.size > MOST_BYTES:
                raise forms.ValidationError(
                    gettext_lazy("“%(name)s” is larger than 20 MB."), params={"name": each.name}
                )
        return [cast(UploadedFile, super(PhotosField, self).clean(each, initial)) for each in given]


class FilesField(PhotosField):
    """Several photographs or PDF documents, at a desk; what each is, its content says later."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyPhotos(attrs={"accept": "image/*,application/pdf,.pdf"}))
        super().__init__(**kwargs)
