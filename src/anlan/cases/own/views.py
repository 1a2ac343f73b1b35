"""Saved views: a name for filters one comes back to."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import TooManyViews
from anlan.cases.models.own import View
from anlan.cases.own.owner import owner_of
from anlan.kit.words import clean

MOST = 20
# What an inbox understands; anything else in an address is not kept.
FILTERS = (
    "state", "category", "late", "soon", "quiet", "returned", "supervised", "reopened", "asked", "unit", "lead",
    "place", "q", "box", "map",
)  # fmt: skip


@transaction.atomic
def keep_view(*, by: Actor, at: datetime, name: str, query: str) -> View:
    """Keep the filters of an address under `name`; the same name takes the new ones.

    Raises `TextMissing`, `TextTooLong`, `TooManyViews`.
    """
    name = clean(name, field="name", longest=40, required=True)
    asked = [(key, value[:200]) for key, value in parse_qsl(query.lstrip("?")) if key in FILTERS and value]
    kept = View.objects.filter(account_id=owner_of(by))
    if kept.exclude(name=name).count() >= MOST:
        raise TooManyViews(field="name", most=MOST)
    view, _new = kept.update_or_create(
        account_id=owner_of(by), name=name, defaults={"query": urlencode(asked)[:500], "at": at}
    )
    return view


def forget_view(*, by: Actor, view: UUID) -> None:
    """Somebody else's is simply not there."""
    View.objects.filter(account_id=owner_of(by), pk=view).delete()


def views_of(actor: Actor) -> list[View]:
    """One's own views, by name."""
    return list(View.objects.filter(account_id=owner_of(actor)).order_by("name")) if actor.is_known else []
