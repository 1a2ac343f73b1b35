"""An import from beginning to end: tried, begun, portion by portion, stopped and gone on, ended."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, service
from anlan.interop.importing.alone import alone
from anlan.interop.importing.crew import Alone, Crew
from anlan.interop.importing.errors import (
    FileChanged,
    ImportBegun,
    ImportDone,
    ImportStopped,
    NothingToResume,
    OtherDistrict,
)
from anlan.interop.importing.facts import BEGUN, ENDED, PORTION, UNDO_PORTION, UNDONE, Begun, Ended
from anlan.interop.importing.ground import Categories, Ground, make_scheme, make_units, scheme_of
from anlan.interop.importing.handback import handback
from anlan.interop.importing.opening import opened
from anlan.interop.importing.portions import Piece, Task
from anlan.interop.importing.survey import Looking, Survey, look
from anlan.interop.importing.table import Mark, Table
from anlan.interop.replay.mapping import Mapping
from anlan.kit.db import lock
from anlan.ledger.public import Fact, history, record

PORTION_ROWS = 2000
_UNDONE = (UNDONE.name, UNDO_PORTION.name, "ledger.undo")


def _ignore(_done: int, _whole: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class Plan:
    """As which batch a file comes in, and what it holds. `begun` are the facts of the batch so far; `survey` is None
    when an import goes on, because it was made when that began. `returned` refused rows were written, `left_out` not.
    """

    batch: UUID
    survey: Survey | None
    sheet: str
    begun: tuple[Fact, ...]
    returned: int = 0
    left_out: int = 0

    @property
    def told(self) -> Begun | None:
        """What was told when it began."""
        return next((BEGUN.read(fact) for fact in self.begun if fact.kind == BEGUN.name), None)

    @property
    def done(self) -> int:
        """How many rows are in already."""
        return next(
            (PORTION.read(fact).done for fact in reversed(self.begun) if fact.kind == PORTION.name), 0
        )

    @property
    def reached(self) -> Mark | None:
        """Where in the file the next portion begins."""
        for fact in reversed(self.begun):
            if fact.kind == PORTION.name and (told := PORTION.read(fact)).offset:
                return Mark(told.offset, told.line)
        return None

    @property
    def made(self) -> int:
        """How many cases were made so far."""
        return sum(PORTION.read(fact).made for fact in self.begun if fact.kind == PORTION.name)

    @property
    def ended(self) -> bool:
        """Whether it came to its end."""
        return any(fact.kind == ENDED.name for fact in self.begun)


@dataclass(frozen=True)
class Brought:
    """What an import did: cases made, rows whose number was known before, rows refused."""

    batch: UUID
    made: int
    known: int
    refused: int
    plan: Plan


def rules_of(mapping: Mapping) -> str:
    """SHA-256 of a mapping."""
    return hashlib.sha256(mapping.model_dump_json().encode()).hexdigest()


def _batch(table: Table, mapping: Mapping) -> tuple[UUID, tuple[Fact, ...]]:
    """The same file with the same mapping is the same batch, until that was undone."""
    rules, attempt = rules_of(mapping), 0
    while True:
        batch = uuid5(NAMESPACE_OID, f"import {table.digest} {rules} {attempt}")
        told = tuple(history(batch))
        if not any(fact.kind in _UNDONE for fact in told):
            return batch, told
        attempt += 1


def _check_district(mapping: Mapping) -> None:
    if mapping.district.code != settings.ANLAN_DISTRICT:
        raise OtherDistrict(theirs=mapping.district.code, ours=settings.ANLAN_DISTRICT)


def plan_import(
    file: Path, mapping: Mapping, *, errors: Path | None = None, looking: Looking = _ignore
) -> Plan:
    """Look at a file; nothing is changed. Refused rows go to `errors`; `looking` is told bytes read, of how many.

    Raises what `opened` and `look` raise, and `OtherDistrict`.
    """
    _check_district(mapping)
    with opened(file, mapping) as table:
        batch, begun = _batch(table, mapping)
        return _survey(file, table, mapping, batch, begun, errors, looking)


def _survey(  # noqa: PLR0917
    file: Path, table: Table, mapping: Mapping, batch: UUID, begun: tuple[Fact, ...], errors: Path | None,
    looking: Looking,
) -> Plan:  # fmt: skip
    scheme = scheme_of(mapping)
    with handback(file, errors, table) as sink:
        categories = Categories(scheme) if scheme else None
        survey = look(table, mapping, categories=categories, sink=sink, looking=looking)
    return Plan(batch, survey, table.sheet, begun, sink.count, sink.left_out)


def import_cases(
    file: Path,
    mapping: Mapping,
    *,
    by: Actor,
    now: Callable[[], datetime],
    resume: bool = False,
    errors: Path | None = None,
    crew: Crew | None = None,
    tell: Callable[[Plan], None] = lambda _plan: None,
    looking: Looking = _ignore,
    progress: Callable[[int, int], None] = _ignore,
    stop: Callable[[], bool] = lambda: False,
) -> Brought:
    """Bring a file in. Each portion is one transaction: stopped anywhere, `resume` goes on after the last whole one.

    `tell` is told the plan before anything is changed, `progress` rows done of how many; `stop` is asked between
    portions.
    Raises `ImportRunning`, `ImportBegun`, `ImportDone`, `ImportStopped`, `NothingToResume`, `LedgerBusy`,
    `HelperFailed`, `FileChanged`, and what `plan_import` raises.
    """
    _check_district(mapping)
    with opened(file, mapping) as table, alone(table.digest, rules_of(mapping), at=now()):
        batch, begun = _batch(table, mapping)
        plan = Plan(batch, None, table.sheet, begun)
        if plan.ended:
            raise ImportDone(batch=batch)
        if begun and not resume:
            raise ImportBegun(done=plan.done, batch=batch)
        if resume and not begun:
            raise NothingToResume
        if not begun or errors:
            plan = _survey(file, table, mapping, batch, begun, errors, looking)
        tell(plan)
        told = plan.told or _begin(plan, table, mapping, by=by, at=now())
        task = Task(table, mapping, batch, by.ref, now())
        pieces = _pieces(table, plan.reached, stop)
        return _apply(plan, told, task, pieces, crew or Alone(), now=now, progress=progress, stop=stop)


def _pieces(table: Table, begin: Mark | None, stop: Callable[[], bool]) -> Iterator[Piece]:
    """The portions still to come; none after `stop`. Raises `FileChanged`."""
    before = table.path.stat()
    for block in table.blocks(begin, rows=PORTION_ROWS):
        if stop():
            return
        here = table.path.stat()
        if (here.st_size, here.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise FileChanged(name=table.name)
        yield Piece(block.begin, block.end)


def _apply(
    plan: Plan, told: Begun, task: Task, pieces: Iterator[Piece], crew: Crew, *, now: Callable[[], datetime],
    progress: Callable[[int, int], None], stop: Callable[[], bool],
) -> Brought:  # fmt: skip
    done, made = plan.done, plan.made
    progress(min(done, told.rows), told.rows)
    for finished in crew.bring(task, pieces, done=done, now=now):
        done, made = done + finished.good, made + finished.made
        progress(min(done, told.rows), told.rows)
    if stop():
        raise ImportStopped(done=min(done, told.rows), whole=told.rows, batch=plan.batch)
    with transaction.atomic():
        record(ENDED, subject=plan.batch, by=task.by, at=now(), payload=Ended(made, told.rows - made))
    return Brought(plan.batch, made, told.rows - made, told.refused, plan)


@transaction.atomic
def _begin(plan: Plan, table: Table, mapping: Mapping, *, by: Actor, at: datetime) -> Begun:
    """Places, units and the capability; two imports that need the same take turns."""
    survey, setup = plan.survey, service("setup")
    if survey is None:
        raise ValueError("a file is looked at before it is begun")
    lock("interop.import_ground")
    first = survey.first - timedelta(days=1)
    ground = Ground(mapping)
    ground.lay(survey.places, by=setup, at=first)
    make_units(mapping, ground.district, by=setup, at=first)
    if (scheme := scheme_of(mapping)) is None:
        scheme = make_scheme(mapping, survey.types, by=setup, at=at)
    known = Categories(scheme)
    strange = [type for type in survey.types if type not in known]
    if strange:  # another import published the capability since the survey
        survey = look(table, mapping, categories=known)
    told = Begun(table.digest, rules_of(mapping), survey.rows, survey.refused)
    record(BEGUN, subject=plan.batch, by=by.ref, at=at, payload=told)
    return told
