"""What the desk's pages share beyond their content: live news, keys, the palette."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anlan.access.public import actor_of
from anlan.cases.models import Case
from anlan.cases.models.own import Draft
from anlan.cases.own.drafts import drafts_of
from anlan.cases.own.mark import mark_of
from anlan.cases.own.views import FILTERS, views_of
from anlan.kit import moments
from anlan.ledger.public import newest_position

register = template.Library()
_LEEWAY = 200  # positions: what changed while the page was made is sent once more, and told apart by version


@register.inclusion_tag("cases/comforts.html", takes_context=True)
def comforts(context: dict[str, Any], case: Case | None = None) -> dict[str, Any]:
    """Live news of this page, and its keyboard. `case`: the one the page shows."""
    newest = newest_position()
    drafts = drafts_of(actor_of(context["request"]), case) if case else []
    return {
        "request": context["request"],
        "address": "/live" if settings.ANLAN_BEHIND_TLS else "",
        "port": settings.ANLAN_LIVE_PORT,
        "position": newest,
        "after": max(0, newest - _LEEWAY),
        "case": case,
        "drafts": _told(drafts, context["now"]),
        "who": actor_of(context["request"]).account_id,
    }


def _told(drafts: Sequence[Draft], now: datetime) -> list[dict[str, Any]]:
    return [{"form": one.form, "fields": one.fields, "when": moments.said(one.at, now)} for one in drafts]


@register.inclusion_tag("cases/views.html", takes_context=True)
def views(context: dict[str, Any]) -> dict[str, Any]:
    """One's own views of the inbox, and the way to keep the filters that stand now."""
    request = context["request"]
    query = urlencode([(name, value) for name in FILTERS if (value := request.GET.get(name, ""))])
    kept = views_of(actor_of(request))
    return {
        "request": request,
        "views": kept,
        "query": "" if query in {"", "state=open"} else query,
        "current": any(view.query == query for view in kept),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def typed_by(context: dict[str, Any]) -> SafeString:
    """For a form somebody may still be typing into when their session ends: whose it is (web/typed.py)."""
    mark = mark_of(actor_of(context["request"]))
    return format_html('<input type="hidden" name="who" value="{}">', mark)
