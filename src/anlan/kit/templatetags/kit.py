"""Tags and filters for every page: time in the reader's words, and all components in one list.

Their looks are in `static/kit/components.css` in the same order; their markup in `templates/kit/components/`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import segno
from django import template
from django.forms import BoundField, Form
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from anlan.kit import moments
from anlan.kit.files.photos import MOST_TOGETHER

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from `kit/icons.svg`; the words beside it carry the meaning."""
    sprite = static("kit/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None) -> str:
    """A time as people say it, with the full date on hover and for machines."""
    if moment is None:
        return ""
    words, full = moments.said(moment, context["now"]), moments.in_full(moment)
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, words)


@register.filter
def in_full(moment: datetime | None) -> str:
    """The whole date and time."""
    return moments.in_full(moment) if moment else ""


@register.inclusion_tag("kit/components/field.html")
def field(bound: BoundField, optional: bool = False) -> dict[str, Any]:
    """A form field: label, hint, error, input, tied together with aria-describedby."""
    hint_id, error_id = f"{bound.auto_id}_hint", f"{bound.auto_id}_error"
    described = [error_id] if bound.errors else []
    described += [hint_id] if bound.help_text else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or None}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    grouped = bool(bound.field.widget.use_fieldset)
    shown = bound.as_widget(attrs={name: value for name, value in attrs.items() if value})
    return {
        "bound": bound,
        "input": shown,
        "hint_id": hint_id,
        "error_id": error_id,
        "grouped": grouped,
        "optional": optional,
        "single": bound.field.widget.__class__.__name__ == "CheckboxInput",
    }


@register.inclusion_tag("kit/components/photo_field.html")
def photo_field(bound: BoundField, optional: bool = True) -> dict[str, Any]:
    """A field for photographs: the browser's own, which `kit/photo.js` turns into a large target with previews."""
    return {**field(bound, optional), "most": MOST_TOGETHER}


@register.inclusion_tag("kit/components/error_summary.html")
def error_summary(form: Form, takes_focus: bool = True) -> dict[str, Any]:
    """Every error of the form with a link to its field; takes the focus, but where it is only shown."""
    lines = [
        (bound.auto_id if not bound.field.widget.use_fieldset else f"{bound.auto_id}_0", bound.label, text)
        for bound in form
        for text in bound.errors
    ]
    return {"general": form.non_field_errors(), "lines": lines, "takes_focus": takes_focus}


_TONES = frozenset({"good", "wait", "bad", "info", "quiet"})


@register.simple_tag
def badge(words: object, tone: str = "quiet") -> SafeString:
    """A short state. The tone only repeats what the words say."""
    if tone not in _TONES:
        raise ValueError(f"no tone {tone!r}; there are: {', '.join(sorted(_TONES))}")
    return format_html('<span class="badge {}">{}</span>', tone, words)


@register.inclusion_tag("kit/components/due.html", takes_context=True)
def due(
    context: Context,
    at: datetime | None,
    because: object = "",
    done: datetime | None = None,
    paused: bool = False,
) -> dict[str, Any]:
    """A clock: how long is left or how late it is, when it is due, and why (in a <details>)."""
    now: datetime = done or context["now"]
    late = bool(at and now > at)
    soon = bool(at and not late and (at - now).total_seconds() < 24 * 3600)
    tone = "bad" if late else "good" if done else "quiet" if paused else "wait" if soon else "info"
    return {
        "at": at,
        "because": because,
        "done": done,
        "paused": paused,
        "late": late,
        "tone": tone,
        "left": moments.until(at, now) if at else "",
        "now": context["now"],
    }


@register.inclusion_tag("kit/components/timeline.html", takes_context=True)
def timeline(context: Context, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, in order: entries of `at`, `title`, and optionally `who`, `words`, `current`."""
    return {"entries": entries, "now": context["now"]}


@register.inclusion_tag("kit/components/empty.html")
def empty(title: str, words: str = "", picture: str = "inbox") -> dict[str, Any]:
    """What a list says when there is nothing in it."""
    return {"title": title, "words": words, "picture": picture}


@register.inclusion_tag("kit/components/waiting.html")
def waiting(lines: int = 3) -> dict[str, Any]:
    """A place kept for what is still on its way."""
    return {"lines": range(lines)}


@register.inclusion_tag("kit/components/pages.html")
def pages(previous: str = "", following: str = "", count: int | None = None) -> dict[str, Any]:
    """Links to the page before and the page after; keyset paging has no page numbers."""
    return {"previous": previous, "following": following, "count": count}


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """A QR code as SVG (ISO/IEC 18004, level M), named for those who cannot see it."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None, dark="#000"
    )
    # segno made this markup from modules; only the label comes from outside, and it is escaped.
    return format_html('<div class="qr" role="img" aria-label="{}">{}</div>', label, mark_safe(drawn))  # noqa: S308
