"""Selects with hundreds of options, written in one pass.

Django renders three templates an option, 0.1 ms together: two hundred communities cost a page a quarter of its time.
The markup is that of Django's own widgets.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Choices = Iterable[tuple[Any, Any]]


class Select(forms.Select):
    """`forms.Select`, written in one pass."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The select with its options, `value` chosen."""
        chosen = set(self.format_value(value))
        given = {**self.attrs, **(attrs or {}), "name": name}
        if self.allow_multiple_selected:
            given["multiple"] = True
        return format_html("<select{}>{}\n</select>", flatatt(given), _options(self.choices, chosen))


class SelectMultiple(Select, forms.SelectMultiple):
    """`forms.SelectMultiple`, written in one pass."""


def _options(choices: Choices, chosen: set[str]) -> SafeString:
    return format_html_join("", "{}", ((_option(value, label, chosen),) for value, label in choices))


def _option(value: Any, label: Any, chosen: set[str]) -> SafeString:
    if isinstance(label, list | tuple):
        inner = _options(label, chosen)
        return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', value, inner)
    value = str(value)
    selected = SafeString(" selected") if value in chosen else ""
    return format_html('\n  <option value="{}"{}>{}</option>', value, selected, label)
