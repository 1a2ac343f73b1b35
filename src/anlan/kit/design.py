"""`/design/`: every component in every state, with made-up words. It shows no data, so everybody may see it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anlan.kit import clock

_COLOURS = (
    ("paper", "ink"), ("surface", "ink"), ("sunken", "muted"), ("brand", "on-brand"), ("brand-soft", "on-soft"),
    ("water", "ink"), ("good-soft", "good"), ("wait-soft", "wait"), ("bad-soft", "bad"), ("info-soft", "info"),
    ("quiet-soft", "quiet"),
)  # fmt: skip
_ICONS = (
    "camera", "pin", "report", "search", "community", "check", "clock", "text", "globe", "door", "leave", "back",
    "next", "inbox", "seal", "person", "print", "phone",
    "lost", "star", "home", "ask", "track", "here", "people", "warning", "pencil", "map", "shield",
)  # fmt: skip


class _Sample(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is the matter?"),
        help_text=gettext_lazy("A hint says what fits, before one writes."),
        error_messages={"required": gettext_lazy("An error says what is missing, and how to mend it.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("One of several"),
        choices=[("a", gettext_lazy("Street lamp")), ("b", gettext_lazy("Noise"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    where = forms.ChoiceField(label=gettext_lazy("One of many"), choices=[("", "—")], required=False)
    agreed = forms.BooleanField(label=gettext_lazy("A single choice"), required=False)
    locked = forms.CharField(
        label=gettext_lazy("Not to be changed"),
        initial="310105",
        required=False,
        disabled=True,
    )
    photos = forms.FileField(
        label=gettext_lazy("Photographs"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "data-photos": ""}),
    )


def _clocks(now: datetime) -> list[dict[str, Any]]:
    because = _("Five working days from dispatch; the weekend is not counted.")
    return [
        {"title": _("In time"), "at": now + timedelta(days=3, hours=2), "because": because},
        {"title": _("Soon"), "at": now + timedelta(hours=5), "because": because},
        {"title": _("Late"), "at": now - timedelta(hours=7), "because": because},
        {"title": _("Suspended"), "at": now + timedelta(days=2), "because": because, "paused": True},
        {"title": _("Stopped in time"), "at": now, "done": now - timedelta(hours=4)},
        {"title": _("Stopped late"), "at": now - timedelta(days=2), "done": now - timedelta(days=1)},
        {"title": _("None"), "at": None},
    ]


def _story(now: datetime) -> list[dict[str, Any]]:
    return [
        {"at": now - timedelta(minutes=20), "title": _("The unit is working on it"), "current": True},
        {
            "at": now - timedelta(hours=3),
            "title": _("Handed over"),
            "who": _("Street office"),
            "words": _("Two lines of words\nkeep their break."),
        },
        {"at": now - timedelta(days=1), "title": _("The report was received")},
    ]


@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """The catalogue. `?as=print` shows the page as paper would."""
    now = clock.now()
    broken = _Sample({"agreed": "on"}, prefix="broken")
    broken.is_valid()
    context = {
        "form": _Sample(prefix="whole"),
        "broken": broken,
        "clocks": _clocks(now),
        "story": _story(now),
        "colours": _COLOURS,
        "icons": _ICONS,
        "on_paper": request.GET.get("as") == "print",
        "reported_at": now - timedelta(hours=5),
        "hostile": "<b>" + "安澜" * 40,
        "soon": now + timedelta(hours=5),
        "later": now + timedelta(days=3, hours=2),
        "long": _("A very long line of words, which has to break without pushing anything off the page: ")
        + "x" * 90,
    }
    return render(request, "kit/design.html", context)
