"""Reads of notices: everybody sees their own."""

from uuid import UUID

from django.db.models import QuerySet

from anlan.access.public import Actor
from anlan.notices.models import Notice


def addressed_to(actor: Actor) -> QuerySet[Notice]:
    """The notices of `actor` and of the units it works for, newest first."""
    units = [f"unit:{grant.unit}" for grant in actor.grants if grant.unit]
    return Notice.objects.filter(recipient__in=[actor.ref, *units]).order_by("-at", "-id")


def told_about(subject: UUID, recipient: str) -> list[Notice]:
    """What `recipient` was told about one case, oldest first."""
    return list(Notice.objects.filter(subject=subject, recipient=recipient).order_by("at", "id"))
