"""Reads of notices: everybody sees their own."""

from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.public import Actor
from anlan.notices.models import Notice


def addressed_to(actor: Actor) -> QuerySet[Notice]:
    """The notices of `actor` and of the units it works for (of the grant's capabilities), newest first."""
    mine = Q(recipient=actor.ref)
    for grant in actor.grants:
        if grant.unit:
            of_unit = Q(recipient=f"unit:{grant.unit}")
            mine |= of_unit if grant.capabilities is None else of_unit & Q(capability__in=grant.capabilities)
    return Notice.objects.filter(mine).order_by("-at", "-id")


def told_about(subject: UUID, recipient: str) -> list[Notice]:
    """What `recipient` was told about one case, oldest first."""
    return list(Notice.objects.filter(subject=subject, recipient=recipient).order_by("at", "id"))
