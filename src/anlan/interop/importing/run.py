"""An import from beginning to end: tried, begun, portion by portion, stopped and gone on, ended."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.access.public import Actor, service
from anlan.cases.public import known_keys
from anlan.interop.importing.errors import (
    ImportBegun,
    ImportDone,
    ImportRunning,
    LedgerBusy,
    NothingToResume,
    OtherDistrict,
)
from anlan.interop.importing.facts import BEGUN, ENDED, PORTION, Begun, Ended, Portion
from anlan.interop.importing.filling import Filler, source_of
from anlan.interop.importing.ground import Ground, scheme_of, units_of
from anlan.interop.importing.reading import read_file
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Read, Refused, Row
from anlan.ledger.public import Fact, assign_positions, give_positions, history, record, run_reactions

PORTION_ROWS = 2000
_TRIES = 20
_UNDONE = "ledger.undo"
_LOCK = 7_311_311


@dataclass(frozen=True)
class Plan:
    """What a file holds, and as which batch it comes in. `begun` are the facts of the batch so far."""

    batch: UUID
    read: Read
    digest: str
    mapping_digest: str
    begun: tuple[Fact, ...]

    @property
    def done(self) -> int:
        """How many rows are in already."""
        portions = [PORTION.read(fact).done for fact in self.begun if fact.kind == PORTION.name]
        return portions[-1] if portions else 0

    @property
    def ended(self) -> bool:
        """Whether it came to its end."""
        return any(fact.kind == ENDED.name for fact in self.begun)

    @property
    def without_place(self) -> int:
        """Rows that name no place; they are held as “not located”, seen by the district's operators."""
        return sum(not row.street for row in self.read.rows)

    @property
    def without_point(self) -> int:
        """Rows that name no point, or only whole degrees. No point is imported: places have no boundaries here."""
        return sum(row.point != "fine" for row in self.read.rows)


@dataclass(frozen=True)
class Brought:
    """What an import did: cases made, rows whose number was known before, rows refused."""

    batch: UUID
    made: int
    known: int
    refused: tuple[Refused, ...]


def plan_import(file: Path, mapping: Mapping) -> Plan:
    """Look at a file; nothing is changed. Raises what `read_file` raises, and `OtherDistrict`.

    The same file with the same mapping is the same batch, until that was undone.
    """
    if mapping.district.code != settings.ANLAN_DISTRICT:
        raise OtherDistrict(theirs=mapping.district.code, ours=settings.ANLAN_DISTRICT)
    read = read_file(file, mapping)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    rules = hashlib.sha256(mapping.model_dump_json().encode()).hexdigest()
    attempt = 0
    while True:
        batch = uuid5(NAMESPACE_OID, f"import {digest} {rules} {attempt}")
        told = tuple(history(batch))
        if not any(fact.kind == _UNDONE for fact in told):
            return Plan(batch, read, digest, rules, told)
        attempt += 1


@contextmanager
def _alone() -> Iterator[None]:
    """Only one import at a time; a killed one lets go with its connection. Raises `ImportRunning`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not (row := cursor.fetchone()) or not row[0]:
            raise ImportRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def import_cases(
    file: Path,
    mapping: Mapping,
    *,
    by: Actor,
    now: Callable[[], datetime],
    resume: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _whole: None,
) -> Brought:
    """Bring a file in. Each portion is one transaction: stopped anywhere, `resume` goes on after the last whole one.

    Raises `ImportRunning`, `ImportBegun`, `ImportDone`, `NothingToResume`, `LedgerBusy`, and what `plan_import` raises.
    """
    with _alone():
        found = plan_import(file, mapping)
        if found.ended:
            raise ImportDone(batch=found.batch)
        if found.begun and not resume:
            raise ImportBegun(done=found.done, batch=found.batch)
        if resume and not found.begun:
            raise NothingToResume
        return _apply(found, mapping, by=by, now=now, progress=progress)


def _apply(
    found: Plan,
    mapping: Mapping,
    *,
    by: Actor,
    now: Callable[[], datetime],
    progress: Callable[[int, int], None],
) -> Brought:
    filler, rows, refused = _prepare(found, mapping, by=by, at=now())
    made = sum(PORTION.read(fact).made for fact in found.begun if fact.kind == PORTION.name)
    for start in range(found.done, len(rows), PORTION_ROWS):
        portion = rows[start : start + PORTION_ROWS]
        made += _portion(filler, portion, start + len(portion), by=by, now=now)
        progress(start + len(portion), len(rows))
    with transaction.atomic():
        payload = Ended(made, len(rows) - made)
        record(ENDED, subject=found.batch, by=by.ref, at=now(), payload=payload)
    return Brought(found.batch, made, len(rows) - made, refused)


@transaction.atomic
def _prepare(
    found: Plan, mapping: Mapping, *, by: Actor, at: datetime
) -> tuple[Filler, list[Row], tuple[Refused, ...]]:
    """Places, units and the capability; what the capability does not know is refused."""
    setup = service("setup")
    first = min(row.created for row in found.read.rows) - timedelta(days=1)
    ground = Ground(mapping, by=setup, at=first)
    ground.lay(found.read)
    units = units_of(mapping, ground.district, by=setup, at=first)
    scheme, codes = scheme_of(mapping, found.read, by=setup, at=at)
    known = {category.code for category in scheme.section("cases").categories}
    reason = _("the published capability has no category for the type “{type}”")
    strange = [row for row in found.read.rows if codes[row.type] not in known]
    refused = (*found.read.refused, *(Refused(row.line, reason.format(type=row.type)) for row in strange))
    rows = [row for row in found.read.rows if codes[row.type] in known]
    if not found.begun:
        begun = Begun(found.digest, found.mapping_digest, len(rows), len(refused))
        record(BEGUN, subject=found.batch, by=by.ref, at=at, payload=begun)
    return Filler(mapping, scheme, codes, ground, units, found.batch), rows, refused


def _portion(filler: Filler, portion: list[Row], done: int, *, by: Actor, now: Callable[[], datetime]) -> int:
    """One portion, all of it or nothing; the ledger's other work goes first."""
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                known = known_keys(source_of(filler.mapping), [row.request for row in portion])
                fresh = [row for row in portion if row.request not in known]
                moments = filler.fill(fresh)
                record(PORTION, subject=filler.batch, by=by.ref, at=now(), payload=Portion(len(fresh), done))
                while assign_positions():
                    pass
                run_reactions(at=now())
                give_positions(moments, reacted=True)
                return len(fresh)
        except RuntimeError:  # a fact came between the reactions and the order: once more
            continue
    raise LedgerBusy
