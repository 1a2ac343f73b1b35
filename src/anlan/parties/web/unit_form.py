"""The forms of a unit: what can be changed later, and what a new one needs besides."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kit.selects import Select
from anlan.kit.texts import name_column, named
from anlan.parties.models import Organisation, Unit
from anlan.places.public import by_street, names_of


def words_of(text: str) -> list[str]:
    """Codes as people type them: apart by spaces, commas or lines."""
    return [word for word in re.split(r"[\s,，、;；]+", text) if word]


class UnitForm(forms.Form):
    """Names, roles and what a residents' committee may lead."""

    name_zh = forms.CharField(label=gettext_lazy("Name (Chinese)"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=240)
    roles = forms.CharField(
        label=gettext_lazy("Roles"),
        max_length=1000,
        help_text=gettext_lazy("The words of the routing, such as urban_management, apart by spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "list": "known-roles"}),
    )
    shield = forms.CharField(
        label=gettext_lazy("Categories it may lead (residents' committees only)"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Codes of categories, apart by spaces or lines."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    def arguments(self) -> dict[str, Any]:
        """What both verbs take."""
        given = self.cleaned_data
        return {
            "name_zh": given["name_zh"],
            "name_en": given["name_en"],
            "roles": words_of(given["roles"]),
            "shield": words_of(given["shield"]),
        }


class ChangeForm(UnitForm):
    """With the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        """What `change_unit` takes."""
        return {**super().arguments(), "version": self.cleaned_data["version"]}


def initial(unit: Unit) -> dict[str, Any]:
    """The unit as its form shows it."""
    return {
        "name_zh": unit.name_zh,
        "name_en": unit.name_en,
        "roles": " ".join(unit.roles),
        "shield": "\n".join(unit.shield),
        "version": unit.version,
    }


class NewForm(UnitForm):
    """And where it belongs, which never changes."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits, dot, dash and underscore; never used twice."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("It takes matters here and below."),
        widget=Select,
    )
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    community = forms.BooleanField(label=gettext_lazy("It is a residents' committee"), required=False)
    field_order = ("code", "name_zh", "name_en", "organisation", "place", "roles", "community", "shield")

    def __init__(self, *args: Any, district: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["place"], [("", _("Please choose")), *place_groups(district)])
        _offer(self.fields["organisation"], [("", _("Please choose")), *_organisations()])

    def arguments(self) -> dict[str, Any]:
        """What `add_unit` takes."""
        given = self.cleaned_data
        more = {
            "code": given["code"],
            "place": int(given["place"]),
            "organisation": UUID(given["organisation"]),
            "community": given["community"],
        }
        return {**super().arguments(), **more}


def _offer(field: forms.Field, choices: list[Any]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def place_groups(district: int) -> list[tuple[str, Any]]:
    """The district, then each street with its communities, as choices."""
    whole = district * 10**9
    groups: list[tuple[str, Any]] = [(str(whole), names_of([whole]).get(whole, str(whole)))]
    for street, below in by_street(district):
        groups.append((named(street), [(str(row.code), named(row)) for row in (street, *below)]))
    return groups


def _organisations() -> list[tuple[str, str]]:
    rows = (
        Organisation.objects.filter(valid_to=None).order_by("code").values_list("id", name_column(), "code")
    )
    return [(str(id), f"{name} ({code})") for id, name, code in rows]
