"""The frame of every verb: take the case, check who asks and whether the move exists, keep it, append the fact."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from anlan.access.public import Actor, Scope, may, reporter, require, scope_of
from anlan.cases import joiners, lifecycle
from anlan.cases.carried import present_batch
from anlan.cases.errors import (
    CaseChanged,
    CaseNotFound,
    NotAssigned,
    OwnRequest,
    SaidTooEarly,
    TimeImpossible,
)
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Case, Clock, Note
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.writing import Now, Pen
from anlan.kit.inserting import read, selected
from anlan.kit.planned import run, together
from anlan.kit.words import clean
from anlan.ledger.public import ChainEnd, FactKind, Recorded, next_fact, record
from anlan.schemes.public import pinned

LONGEST_WORDS = 4000
_OLDEST = timedelta(days=30)
_SLACK = timedelta(minutes=5)


def section_of(case: Case) -> CasesSection:
    """The `cases` section pinned when this case opened: later versions change nothing for it."""
    return pinned(case.scheme).section(CASES)


def reporter_ref(token_hash: bytes) -> str:
    """How whoever holds the tracking token is called in facts. The token itself cannot be found from it."""
    return reporter(token_hash.hex()).ref


@dataclass(frozen=True)
class Standing:
    """What an actor is to one case: where it lies, who works on it, whether they reported it."""

    place: int
    capability: str
    units: tuple[UUID, ...]
    participant: bool

    @classmethod
    def of(cls, case: Case, by: Actor) -> "Standing":
        """The standing of `by` in `case`; one query, none where the case came with its assignments, was just locked, or
        where it makes no difference who works on it: units count for those who act for one.
        """
        units: list[UUID] = []
        if not any(grant.what.reach == "unit" for grant in by.grants):
            pass
        elif (held := vars(case).get("_held")) is not None:
            units = [part.unit for part in held.parts if part.state != Work.WITHDRAWN]
        elif "assignments" in getattr(case, "_prefetched_objects_cache", {}):
            units = [part.unit for part in case.assignments.all() if part.state != Work.WITHDRAWN]
        else:
            standing = case.assignments.exclude(state=Work.WITHDRAWN)
            units = list(standing.values_list("unit", flat=True))
        participant = by.ref in (case.reporter, reporter_ref(bytes(case.token_hash)))
        return cls(case.place_scope, case.capability, tuple(units), participant)

    def may(self, by: Actor, permission: str) -> bool:
        """Whether `by` has `permission` here."""
        return may(
            by,
            permission,
            place=self.place,
            capability=self.capability,
            units=self.units,
            participant=self.participant,
        )

    def only_takes_part(self, by: Actor) -> bool:
        """Whether `by` sees the case for no other reason than having reported it: colleagues' words are not theirs."""
        return not replace(self, participant=False).may(by, "cases.read")

    def require(self, by: Actor, permission: str) -> None:
        """Raise `CaseNotFound` when `by` may not even see the case, `NotPermitted` when only this is not theirs."""
        if self.may(by, permission):
            return
        if not self.may(by, "cases.read"):
            raise CaseNotFound
        require(
            by,
            permission,
            place=self.place,
            capability=self.capability,
            units=self.units,
            participant=self.participant,
        )


def hold(verb: str, *, by: Actor, case: UUID, version: int | None) -> Case:
    """Lock `case` for `verb`: visible, permitted, possible from its state, unchanged since `version` was read.

    Raises `CaseNotFound`, `NotPermitted`, `CaseChanged`, `MoveForbidden`.
    """
    held = _locked(case)
    Standing.of(held, by).require(by, f"cases.{verb}")
    if version is not None and version != held.version:
        raise CaseChanged(version=held.version)
    lifecycle.after(held.state, verb)
    vars(held)["_as_stored"] = _columns(held)
    return held


@dataclass
class Held:
    """What stood when the case was locked: its assignments, its clocks that run, the end of its chain of facts.

    Of no more use once a verb has written any of it past its `Pen`.
    """

    parts: list[Assignment]
    clocks: list[Clock]
    end: ChainEnd


_CASE = f"SELECT {selected(Case)} FROM cases_case WHERE id = %s FOR UPDATE"  # noqa: S608 - names of our own columns
_PARTS = f"SELECT {selected(Assignment)} FROM cases_assignment WHERE case_id = %s"  # noqa: S608
_CLOCKS = f"SELECT {selected(Clock)} FROM cases_clock WHERE case_id = %s AND stopped_at IS NULL"  # noqa: S608


def _locked(case: UUID) -> Case:
    """One round trip; what is read after the lock is what was committed while it waited."""
    lock, end = ChainEnd.questions(case)
    cases, parts, clocks, _, ends = together((_CASE, [case]), (_PARTS, [case]), (_CLOCKS, [case]), lock, end)
    if not cases:
        raise CaseNotFound
    held = read(Case, cases[0])
    working, running = [read(Assignment, row) for row in parts], [read(Clock, row) for row in clocks]
    for part in working:
        part.case = held
    for clock in running:
        clock.case = held
        clock.assignment = next((part for part in working if part.id == clock.assignment_id), None)
    vars(held)["_held"] = Held(working, running, ChainEnd(*ends[0]))
    return held


def standing(case: Case) -> Held:
    """What stood when `hold` locked `case`."""
    found: Held = vars(case)["_held"]
    return found


def _columns(case: Case) -> dict[str, Any]:
    values = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    return {name: [*value] if isinstance(value, list) else value for name, value in values.items()}


def _keep(case: Case, pen: Pen) -> None:
    stored: dict[str, Any] | None = vars(case).get("_as_stored")
    if stored is None:  # not locked by `hold`
        case.save()
        return
    now = _columns(case)
    if changed := [name for name, value in now.items() if value != stored[name]]:
        pen.update(case, *changed)
    vars(case)["_as_stored"] = now


def resolve(number: int) -> UUID:
    """The id behind a number; whether the asker may see it is for `hold` to say. Raises `CaseNotFound`."""
    found = run("SELECT id FROM cases_case WHERE number = %s", [number]) if 0 < number < 2**63 else []
    if not found:
        raise CaseNotFound
    return cast(UUID, found[0][0])


def own_assignment(
    case: Case, *, by: Actor, verb: str, states: frozenset[Work], order: tuple[str, ...] = ("part",)
) -> Assignment:
    """The assignment of the actor's own unit, leading before supporting, as it stood when the case was locked.

    `order`: by these fields, as Django names them. Raises `NotAssigned`.
    """
    scope: Scope = scope_of(by, f"cases.{verb}")
    units = {unit for unit, only in scope.units if only is None or case.capability in only}
    own = [part for part in standing(case).parts if part.unit in units and part.state in states]
    for name in reversed(order):
        own.sort(key=attrgetter(name.removeprefix("-")), reverse=name.startswith("-"))
    if not own:
        raise NotAssigned
    return own[0]


def require_lead(case: Case, *, by: Actor, verb: str) -> None:
    """Raise `NotAssigned` when the actor could do `verb` only for a unit that supports: clocks are the lead's."""
    lead = (
        case.assignments.filter(part=Part.LEAD).exclude(state=Work.WITHDRAWN).values_list("unit", flat=True)
    )
    if not replace(Standing.of(case, by), units=tuple(lead)).may(by, f"cases.{verb}"):
        raise NotAssigned


def refuse_own_request(asked_by: str, unit: UUID | None, *, by: Actor) -> None:
    """Raise `OwnRequest` when the actor asked for it, or works for the unit that did."""
    own_units = {one for one, _ in scope_of(by, "cases.request_extension").units}
    if asked_by == by.ref or unit in own_units:
        raise OwnRequest


def append(
    kind: FactKind[Any],
    case: Case,
    *,
    by: Actor,
    at: datetime,
    payload: Any,
    state: State | None = None,
    words: str = "",
    answers: dict[str, Any] | None = None,
    public: bool = False,
    said_at: datetime | None = None,
    pen: Pen | None = None,
) -> Recorded:
    """Keep the change and append its fact; `words` and `answers` go to an erasable note that history joins.

    With `pen` (of a verb that held the case and appended nothing yet) everything goes in one round trip.
    """
    if state is not None:
        if state in lifecycle.ENDED and case.state in lifecycle.OPEN:
            # Whoever holds the secret can try a number on its mark: it is kept no longer than it is needed.
            (pen or Now()).send(joiners.FORGET, [case.id])
        case.state = state
    case.version += 1
    case.changed_at, case.changed_by = at, by.ref
    _keep(case, pen or Now())
    said_of: dict[str, Any] = {
        "subject": case.id, "by": by.ref, "at": at, "said_at": said_at, "payload": payload,
        "capability": case.capability, "place": case.place_scope, "batch": present_batch(),
    }  # fmt: skip
    if pen is None:
        recorded = record(kind, **said_of)
    else:
        recorded, statement = next_fact(kind, end=standing(case).end, **said_of)
        pen.send(*statement)
    if words or answers:
        note = Note(case=case, fact=recorded.id, words=words, answers=answers or {}, public=public)
        (pen or Now()).insert(note)
    if pen is not None:
        together(*pen.statements)
    vars(case).pop("_held", None)  # from here on it stands otherwise
    return recorded


def local(moment: datetime) -> str:
    """A moment as a refusal says it, in the district's time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def check_said_at(said_at: datetime | None, at: datetime, *, begun: datetime | None = None) -> None:
    """Bound what an offline device claims; `begun`: when the unit took the case.

    Raises `TimeImpossible` (over 30 days old, or in the future), `SaidTooEarly`.
    """
    if said_at is None:
        return
    if not at - _OLDEST <= said_at <= at + _SLACK:
        raise TimeImpossible(field="said_at", said=f"{said_at:%Y-%m-%d %H:%M}", days=_OLDEST.days)
    if begun is not None and said_at < begun - _SLACK:
        raise SaidTooEarly(field="said_at", said=local(said_at), begun=local(begun))


def said(words: str, *, required: bool = False, field: str = "words") -> str:
    """Words that come with a verb, cleaned: at most 4,000 characters."""
    return clean(words, field=field, longest=LONGEST_WORDS, required=required)
