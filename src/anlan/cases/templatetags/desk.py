"""What the desk's pages share beyond their content: live news, keys, the palette."""

from typing import Any

from django import template
from django.conf import settings

from anlan.cases.models import Case
from anlan.ledger.public import newest_position

register = template.Library()
_LEEWAY = 200  # positions: what changed while the page was made is sent once more, and told apart by version


@register.inclusion_tag("cases/comforts.html", takes_context=True)
def comforts(context: dict[str, Any], case: Case | None = None) -> dict[str, Any]:
    """Live news of this page, and its keyboard. `case`: the one the page shows."""
    newest = newest_position()
    return {
        "request": context["request"],
        "navigation": context.get("navigation", ()),
        "address": "/live" if settings.ANLAN_BEHIND_TLS else "",
        "port": settings.ANLAN_LIVE_PORT,
        "position": newest,
        "after": max(0, newest - _LEEWAY),
        "case": case,
    }
