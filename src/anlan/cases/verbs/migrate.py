"""迁移: an open case goes over to another version of its capability, if everything it stands on exists there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import MigrationImpossible
from anlan.cases.hold import append, hold, section_of
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case
from anlan.cases.scheme.section import CASES
from anlan.cases.timekeeping.due_times import set_due
from anlan.cases.timekeeping.running import summarise
from anlan.ledger.public import FactKind
from anlan.schemes.public import Scheme, current, pinned, plan_migration


@dataclass(frozen=True)
class Migrated:
    """The scheme before and after."""

    before: str
    after: str
    clocks: int


MIGRATED = FactKind("cases.migrate", Migrated)


def obstacles(held: Case, target: Scheme) -> list[str]:
    """What the two versions' rooms object, and what this case stands on that `target` does not have."""
    found = [str(problem) for problem in plan_migration(pinned(held.scheme), target).problems]
    if target.name != held.capability:
        return [*found, target.name]
    new = target.section(CASES)
    steps = {part.step for part in held.assignments.exclude(state=Work.WITHDRAWN) if part.step}
    clocks = set(held.clocks.filter(stopped_at=None).values_list("rule", flat=True))
    found += [f"step {step}" for step in sorted(steps) if new.step(step) is None]
    found += [f"clock {clock}" for clock in sorted(clocks) if new.clock(clock) is None]
    if held.category and new.category(held.category) is None:
        found.append(f"category {held.category}")
    return found


@transaction.atomic
def migrate(*, by: Actor, at: datetime, case: UUID, version: int | None = None, to: str = "") -> Case:
    """Pin the case to the scheme with hash `to` ("": the current one); running clocks follow its rules.

    Raises `MigrationImpossible`, naming what has no place there.
    """
    held = hold("migrate", by=by, case=case, version=version)
    target = pinned(to) if to else current(held.capability)
    if problems := obstacles(held, target):
        raise MigrationImpossible(field="to", problems="; ".join(problems))
    before, held.scheme = held.scheme, target.hash
    moved = 0
    for clock in held.clocks.filter(stopped_at=None):
        rule = section_of(held).clock(clock.rule)
        if rule is not None:
            set_due(clock, rule, held)
            clock.save()
            moved += 1
    summarise(held)
    append(MIGRATED, held, by=by, at=at, payload=Migrated(before, target.hash, moved))
    return held
