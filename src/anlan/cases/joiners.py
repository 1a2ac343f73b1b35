"""The neighbours who joined a matter: how many, and how their marks are forgotten."""

from uuid import UUID

from anlan.cases.models import Joined

# The rows stay, so that the count does; chance takes the place of the mark.
FORGET = """
UPDATE cases_joined SET mark = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) WHERE case_id = %s
"""


def joined(case: UUID) -> int:
    """How many more neighbours see it."""
    return Joined.objects.filter(case=case).count()
