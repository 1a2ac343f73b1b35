"""Selects with hundreds of options, written in one pass.

Django renders three templates an option, 0.1 ms together: two hundred communities cost a page a quarter of its time.
The markup is that of Django's own widgets.
"""

from collections.abc import Iterable
from html import escape  # Django's own looks for lazy and safe texts first: five times as long
from typing import Any

from django import forms
from django.forms.utils import flatatt
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
        return SafeString(f"<select{flatatt(given)}>{_options(self.choices, chosen)}\n</select>")


class SelectMultiple(Select, forms.SelectMultiple):
    """`forms.SelectMultiple`, written in one pass."""


def _options(choices: Choices, chosen: set[str]) -> str:
    return "".join(_option(str(value), label, chosen) for value, label in choices)


def _option(value: str, label: Any, chosen: set[str]) -> str:
    if isinstance(label, list | tuple):
        return f'\n  <optgroup label="{escape(value)}">{_options(label, chosen)}\n  </optgroup>'
    selected = " selected" if value in chosen else ""
    return f'\n  <option value="{escape(value)}"{selected}>{escape(str(label))}</option>'
