"""How many neighbours joined a matter: read by its page and by its reporter's."""

from uuid import UUID

from anlan.cases.models import Joined


def joined(case: UUID) -> int:
    """How many more neighbours see it."""
    return Joined.objects.filter(case=case).count()
