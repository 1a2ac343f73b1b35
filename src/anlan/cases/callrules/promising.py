"""A call that is promised: until when, and the row that waits for somebody to make it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.callrules.errors import CallbackTimeWrong, CallbackWaits, NoCallbacks
from anlan.cases.callrules.scheme import Callback as Rule
from anlan.cases.callrules.section import calls_of
from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import shift
from anlan.cases.clocks.rules import ShortSpan
from anlan.cases.models import Case
from anlan.cases.models.calls import Callback
from anlan.ledger.public import FactKind
from anlan.schemes.public import current

FURTHEST = timedelta(days=30)


@dataclass(frozen=True)
class CallbackPromised:
    """Until when; `asked_for`: the caller named the time."""

    callback: UUID
    due: datetime
    asked_for: bool


PROMISED = FactKind("cases.promise_callback", CallbackPromised)


def due_after(rule: Rule, at: datetime) -> datetime:
    """When a call promised at `at` is due."""
    return _after(rule.due, rule, at)


def again_after(rule: Rule, at: datetime) -> datetime:
    """When it is tried again after nobody answered at `at`."""
    return _after(rule.again, rule, at)


def _after(span: ShortSpan, rule: Rule, at: datetime) -> datetime:
    return shift(at, span, back=False, calendar=calendar(rule.calendar), tz=ZoneInfo(settings.TIME_ZONE))


def rule_of(callback: Callback) -> Rule | None:
    """The rule of this kind of call, as the capability has it today: like routing, it is not pinned."""
    calls = calls_of(current(callback.case.capability))
    if callback.kind == "promised":
        return calls.callback
    return calls.survey.callback if calls.survey else None


def promise(held: Case, *, due: datetime | None, at: datetime) -> tuple[Callback, CallbackPromised]:
    """Make the row of a promised call. Raises `NoCallbacks`, `CallbackTimeWrong`, `CallbackWaits`."""
    rule = calls_of(current(held.capability)).callback
    if rule is None:
        raise NoCallbacks(capability=held.capability)
    if due is not None and not at < due <= at + FURTHEST:
        raise CallbackTimeWrong(field="due", days=FURTHEST.days)
    if Callback.objects.filter(case=held, kind="promised", state="open").exists():
        raise CallbackWaits
    until = due or due_after(rule, at)
    made = Callback.objects.create(
        case=held,
        kind="promised",
        due_at=until,
        provision="" if due else rule.provision,
        asked_for=due is not None,
        made_at=at,
    )
    return made, CallbackPromised(made.id, until, due is not None)
