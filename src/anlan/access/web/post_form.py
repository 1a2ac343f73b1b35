"""The forms with which a second person is asked: a role at a place, an account with it, a reset."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.access.bestowing import LONGEST
from anlan.access.registries import UnitChoice, capability_choices, place_choices, unit_choices
from anlan.access.roles import roles

MOST_UNITS = 2000


def _roles() -> list[tuple[str, str]]:
    given = [
        (role.code, f"{role.title}: {role.line}") for role in roles.values() if role.code != "break_glass"
    ]
    return [("", _("Please choose")), *given]


def _places() -> list[tuple[str, Any]]:
    groups = [group for choices in place_choices.items() for group in choices()]
    return [
        ("", _("Please choose")),
        *[(head, [(str(code), name) for code, name in ones]) for head, ones in groups],
    ]


def _units() -> list[UnitChoice]:
    return [unit for choices in unit_choices.items() for unit in choices()]


class PostForm(forms.Form):
    """A role, where, for which unit, for what, until when and why."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_roles)
    place = forms.ChoiceField(label=gettext_lazy("Place"), choices=_places, required=False)
    code = forms.IntegerField(
        label=gettext_lazy("Or its code"),
        required=False,
        help_text=gettext_lazy("15 digits, for a grid that is not in the list."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False, help_text=gettext_lazy("For unit handlers only.")
    )
    capabilities = forms.MultipleChoiceField(
        label=gettext_lazy("Only for these"),
        required=False,
        help_text=gettext_lazy("Nothing chosen means every kind of matter."),
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=gettext_lazy("Until (this day included)"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The second person and the auditors read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(unit.id): unit for unit in _units()[:MOST_UNITS]}
        offered = [(id, f"{unit.name} ({unit.code})") for id, unit in self.known.items()]
        _choose(self.fields["unit"], [("", _("No unit")), *offered])
        titles = [one for choices in capability_choices.items() for one in choices()]
        _choose(self.fields["capabilities"], titles)
        self.fields["until"].initial = (timezone.localtime(at) + timedelta(days=LONGEST.days - 35)).date()

    def clean(self) -> dict[str, Any] | None:
        """A place is chosen, typed, or that of the unit."""
        cleaned = super().clean() or {}
        if not self.where(cleaned):
            self.add_error("place", _("Choose a place, or give its code."))
        return cleaned

    def where(self, cleaned: dict[str, Any]) -> int | None:
        """The place's code."""
        unit = self.known.get(cleaned.get("unit") or "")
        chosen = cleaned.get("code") or cleaned.get("place") or (unit.place if unit else None)
        return int(chosen) if chosen else None

    def arguments(self) -> dict[str, Any]:
        """What the verbs take."""
        cleaned = self.cleaned_data
        day = datetime.combine(cleaned["until"] + timedelta(days=1), time(0))
        return {
            "role": cleaned["role"],
            "place": self.where(cleaned),
            "unit": UUID(cleaned["unit"]) if cleaned["unit"] else None,
            "capabilities": cleaned["capabilities"],
            "until": timezone.make_aware(day),
            "reason": cleaned["reason"],
        }


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class AccountForm(PostForm):
    """A person, and the role their account begins with."""

    username = forms.CharField(
        label=gettext_lazy("Log-in name"),
        max_length=60,
        help_text=gettext_lazy("Small letters and digits, such as wang.jing."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "class": "short"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, widget=forms.TextInput(attrs={"class": "short"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"class": "short"})
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("zh-hans", "简体中文"), ("en", "English")]
    )
    field_order = (
        "username",
        "name",
        "email",
        "language",
        "role",
        "place",
        "code",
        "unit",
        "capabilities",
        "until",
    )

    def arguments(self) -> dict[str, Any]:
        """What `ask_for_account` takes."""
        own = {name: self.cleaned_data[name] for name in ("username", "name", "email", "language")}
        return {**super().arguments(), **own}


class ResetForm(forms.Form):
    """Why, and whether the telephone is lost too."""

    forget_factor = forms.BooleanField(
        label=gettext_lazy("The telephone with the codes is lost too: remove the second factor"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, and how you made sure that it is this person who asks"),
        help_text=gettext_lazy("The second person and the auditors read this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
