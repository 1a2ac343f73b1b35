"""The door of the notices room."""

from anlan.notices.models import Notice
from anlan.notices.queries import addressed_to, told_about
from anlan.notices.reactions import tell_reaction
from anlan.notices.registries import audiences, values
from anlan.notices.scheme import NOTICES, NoticesSection
from anlan.notices.verbs.mark_read import mark_read
from anlan.notices.verbs.tell import TOLD, Told, tell

__all__ = [
    "NOTICES",
    "TOLD",
    "Notice",
    "NoticesSection",
    "Told",
    "addressed_to",
    "audiences",
    "mark_read",
    "tell",
    "tell_reaction",
    "told_about",
    "values",
]
