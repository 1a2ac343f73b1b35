"""What the call desk hands to lower rooms: its sections, what may be referred to, the survey, its pages."""

from django.utils.translation import gettext_lazy as _

from anlan.cases.callrules.section import CALLS, KNOWLEDGE, article_codes
from anlan.cases.calls.verbs.plan_survey import of_surveyed, plan_survey
from anlan.kit import navigation
from anlan.kit.navigation import Entry
from anlan.ledger.public import Reaction, reactions
from anlan.schemes.public import reference_sources, sections


def register_calls() -> None:
    """Fill the registries; called once, from `AppConfig.ready`."""
    sections.add(CALLS.name, CALLS)
    sections.add(KNOWLEDGE.name, KNOWLEDGE)
    reference_sources.add("article", article_codes)
    asked = Reaction("cases.plan_survey", frozenset({"cases.close"}), plan_survey, relevant=of_surveyed)
    reactions.add(asked.name, asked)
    calls = Entry(_("Calls"), "desk:calls", permission="cases.take_call", order=8)
    back = Entry(_("Calls back"), "desk:callbacks", permission="cases.call_back", order=9)
    navigation.entries.add("cases.calls", calls)
    navigation.entries.add("cases.callbacks", back)
