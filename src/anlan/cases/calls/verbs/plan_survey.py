"""A case that came by telephone was closed: its caller is asked how it was."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import service
from anlan.cases.callrules.promising import due_after
from anlan.cases.callrules.section import calls_of
from anlan.cases.calls.facts import PLANNED, TAKEN_CALL, CallbackMoved
from anlan.cases.calls.hold import tell
from anlan.cases.hold import section_of
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.models.calls import Callback
from anlan.ledger.public import Fact, history_about
from anlan.schemes.public import current, current_of

_ASKED = ("solved", "explained")


def of_surveyed(facts: Sequence[Fact]) -> set[UUID]:
    """The closings of cases that came by telephone, of capabilities that ask."""
    schemes = current_of({fact.capability for fact in facts})
    asking = {name for name, scheme in schemes.items() if calls_of(scheme).survey is not None}
    subjects = [fact.subject for fact in facts if fact.capability in asking]
    called = set(Case.objects.filter(pk__in=subjects, channel="phone").values_list("pk", flat=True))
    return {fact.id for fact in facts if fact.subject in called}


@transaction.atomic
def plan_survey(fact: Fact, at: datetime) -> None:  # noqa: ARG001 - every reaction takes both
    """Put the call into the queue, once a closing; nothing when no number was left, or nobody did or told anything."""
    case = Case.objects.select_for_update().get(pk=fact.subject)
    survey = calls_of(current(case.capability)).survey
    outcome = section_of(case).outcome(case.outcome)
    if survey is None or case.state != State.CLOSED or outcome is None or outcome.kind not in _ASKED:
        return
    calls = [TAKEN_CALL.read(one) for one in history_about(case.id) if one.kind == TAKEN_CALL.name]
    if not any(call.reachable and not call.joined for call in calls):
        return
    rows = Callback.objects.filter(case=case, kind="survey")
    if rows.filter(made_at=fact.at).exists() or rows.filter(state="open").exists():
        return
    rule = survey.callback
    made = Callback.objects.create(
        case=case, kind="survey", due_at=due_after(rule, fact.at), provision=rule.provision, made_at=fact.at
    )
    tell(PLANNED, made, by=service("intake"), at=fact.at, payload=CallbackMoved(made.id, made.kind))
