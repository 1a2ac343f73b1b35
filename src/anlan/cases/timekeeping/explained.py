"""A clock's explanation in the reader's language: codes become the names its capability gives them."""

from django.utils.translation import get_language

from anlan.cases.clocks.explain import Explanation
from anlan.cases.clocks.sentences import sentence
from anlan.cases.models import Clock
from anlan.cases.scheme.section import CASES
from anlan.kit.texts import Text
from anlan.schemes.public import pinned


def title_of(clock: Clock) -> str:
    """What the clock is called."""
    rule = pinned(clock.case.scheme).section(CASES).clock(clock.rule)
    return str(rule.title) if rule else clock.rule


def explained(clock: Clock) -> str:
    """When the clock is due and why, as one sentence with its provision."""
    scheme = pinned(clock.case.scheme)
    section = scheme.section(CASES)
    told = Explanation.model_validate(clock.explanation)
    provision = scheme.provisions.get(told.provision)
    events: dict[str, Text] = {f"act:{step.code}": step.title for step in section.handling.steps}
    return sentence(
        told,
        get_language(),
        provision=provision.title if provision else None,
        reasons={reason.code: reason.title for reason in section.suspension.reasons},
        events=events,
    )
