"""News for the list of calls back."""

from typing import Any

from django import template
from django.conf import settings

from anlan.ledger.public import newest_position

register = template.Library()


@register.inclusion_tag("cases/calls/news.html")
def callback_news() -> dict[str, Any]:
    """The list follows what colleagues do, by the desk's stream."""
    return {
        "address": "/live" if settings.ANLAN_BEHIND_TLS else "",
        "port": settings.ANLAN_LIVE_PORT,
        "after": newest_position(),
    }
