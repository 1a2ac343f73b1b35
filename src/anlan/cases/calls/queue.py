"""What is read of calls back: who is to be called, what callers said, and how many of how many."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from anlan.access.public import Actor, names_of
from anlan.cases.callrules.errors import CallbackNotFound
from anlan.cases.callrules.section import calls_of
from anlan.cases.calls.facts import TAKEN_CALL
from anlan.cases.calls.hold import is_taken, reached
from anlan.cases.errors import CaseNotFound
from anlan.cases.lifecycle import ENDED
from anlan.cases.models import Case
from anlan.cases.models.calls import Callback
from anlan.ledger.public import history
from anlan.schemes.public import current_of

MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One call to make. `who`: the colleague who has it; `mine`: the reader has it; `rests`: tried again later."""

    callback: Callback
    late: bool
    who: str
    mine: bool
    rests: bool


def _open(actor: Actor) -> QuerySet[Callback]:
    # A case that was reopened meanwhile is asked about when it is closed again.
    asked = ~Q(kind="survey") | Q(case__state__in=sorted(ENDED))
    return Callback.objects.filter(reached(actor), asked, state="open")


def waiting(actor: Actor, at: datetime, *, kind: str = "") -> list[Waiting]:
    """The calls to make, what is due first on top, what rests until later last; at most 200."""
    rows = _open(actor).select_related("case", "case__text").order_by("due_at", "id")
    found = list((rows.filter(kind=kind) if kind else rows)[:MOST])
    names = names_of({row.taken_by for row in found if is_taken(row, at)})
    told = [
        Waiting(
            row,
            at > row.due_at,
            names.get(row.taken_by, "") if is_taken(row, at) and row.taken_by != actor.ref else "",
            is_taken(row, at) and row.taken_by == actor.ref,
            row.not_before is not None and row.not_before > at,
        )
        for row in found
    ]
    return sorted(told, key=lambda one: (not one.mine, one.rests, one.callback.due_at))


def waiting_counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many wait of each kind, and how many are late."""
    counted: dict[str, int] = _open(actor).aggregate(
        promised=Count("id", filter=Q(kind="promised")),
        survey=Count("id", filter=Q(kind="survey")),
        late=Count("id", filter=Q(due_at__lt=at)),
    )
    return counted


def callback_by_id(actor: Actor, id: UUID) -> Callback:
    """One call, also a settled one. Raises `CallbackNotFound` for a foreign one just as for none."""
    found = Callback.objects.filter(reached(actor), pk=id).select_related("case", "case__text").first()
    if found is None:
        raise CallbackNotFound
    return found


def taken_in(actor: Actor, call: UUID) -> Case:
    """The case that a call of the actor's own became, also one of another street: its number has to be read out.

    Raises `CaseNotFound` for a call somebody else took.
    """
    for fact in history(call):
        if fact.kind == TAKEN_CALL.name and fact.actor == actor.ref:
            return Case.objects.get(pk=TAKEN_CALL.read(fact).case)
    raise CaseNotFound


@dataclass(frozen=True)
class Share:
    """One figure: `good` of `all`; None of nothing has no share."""

    title: str
    good: int
    all: int

    @property
    def percent(self) -> int | None:
        """In whole per cent."""
        return round(100 * self.good / self.all) if self.all else None


@dataclass(frozen=True)
class Figures:
    """Surveys of a span of time: how they ended, each question's share of good answers, and promises kept in time."""

    answered: int
    declined: int
    not_reached: int
    shares: tuple[Share, ...]
    kept: Share

    @property
    def called(self) -> int:
        """All surveys that came to an end."""
        return self.answered + self.declined + self.not_reached


def figures(actor: Actor, *, since: datetime, kept_title: str) -> Figures:
    """What callers of the actor's area said since then. Never by person: neither caller nor who asked."""
    ended = Callback.objects.filter(reached(actor), ended_at__gte=since)
    surveys = ended.filter(kind="survey")
    by_state = dict(surveys.values_list("state").annotate(count=Count("id")))
    promised = ended.filter(kind="promised")
    in_time = promised.filter(state="done", ended_at__lte=F("due_at")).count()
    return Figures(
        by_state.get("done", 0),
        by_state.get("declined", 0),
        by_state.get("not_reached", 0),
        tuple(_shares(surveys.filter(state="done"))),
        Share(kept_title, in_time, promised.count()),
    )


def _shares(answered: QuerySet[Callback]) -> list[Share]:
    # Answers are codes of a few questions: there are few different ones, however many were asked.
    rows = list(answered.order_by().values_list("case__capability", "answers").annotate(times=Count("id")))
    schemes = current_of({capability for capability, _answers, _times in rows})
    shares = []
    for name, scheme in sorted(schemes.items()):
        survey = calls_of(scheme).survey
        for question in survey.questions if survey else ():
            given = [
                (choice.good, times)
                for capability, answers, times in rows
                if capability == name and (choice := question.choice(answers.get(question.code, "")))
            ]
            shares.append(
                Share(
                    str(question.figure),
                    sum(good * times for good, times in given),
                    sum(times for _good, times in given),
                )
            )
    return shares
