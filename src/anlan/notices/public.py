"""The door of the notices room."""

from anlan.notices.models import Notice
from anlan.notices.queries import addressed_to, told_about
from anlan.notices.reactions import tell_reaction
from anlan.notices.registries import audiences, values
from anlan.notices.scheme import NOTICES, NoticesSection
from anlan.notices.verbs.mark_read import mark_read
from anlan.notices.verbs.tell import tell

__all__ = [
    "NOTICES",
    "Notice",
    "NoticesSection",
    "addressed_to",
    "audiences",
    "mark_read",
    "tell",
    "tell_reaction",
    "told_about",
    "values",
]
