"""A select written in one pass says what Django's own says."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test.html import parse_html

from anlan.kit.selects import Select, SelectMultiple

_GROUPED = [("", "请选择"), ("江苏路街道", [("1", "a<b>"), ("2", '"二"')]), (3, "三")]


@pytest.mark.parametrize("value", ["", None, "2", 3, "3", "of nobody"])
@pytest.mark.parametrize(
    "attrs", [{}, {"id": "id_place", "aria-describedby": "id_place_hint", "disabled": True}]
)
def test_it_says_what_djangos_own_says(value: Any, attrs: dict[str, Any]) -> None:
    ours = Select(choices=_GROUPED).render("place", value, attrs)
    assert parse_html(ours) == parse_html(forms.Select(choices=_GROUPED).render("place", value, attrs))


@pytest.mark.parametrize("value", [None, [], ["1"], ["1", "2", "x"]])
def test_several_can_be_chosen(value: Any) -> None:
    ours, own = (
        SelectMultiple(choices=_GROUPED, attrs={"size": 4}),
        forms.SelectMultiple(choices=_GROUPED, attrs={"size": 4}),
    )
    assert parse_html(ours.render("units", value)) == parse_html(own.render("units", value))


def test_hostile_labels_stay_words() -> None:
    written = Select(choices=[('"><script>', "</select><script>alert(1)</script>")]).render("x", "")
    assert "<script>" not in written


def test_several_posted_values_are_all_read() -> None:
    class Form(forms.Form):
        units = forms.MultipleChoiceField(choices=_GROUPED, widget=SelectMultiple())

    form = Form(QueryDict("units=1&units=2"))
    assert form.is_valid()
    assert form.cleaned_data == {"units": ["1", "2"]}
