"""Taking the open cases of a capability over to another version: what is planned, and one portion after the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from anlan.access.public import Actor, require_anywhere
from anlan.cases.errors import CaseChanged, MigrationImpossible, MoveForbidden
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.cases.verbs.migrate import migrate, obstacles
from anlan.schemes.public import pinned, plan_migration

PORTION = 200
_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Pinned:
    """How many open cases are pinned to one version."""

    hash: str
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """From one version to another: the rooms' objections, and those of cases that cannot come along."""

    old: Pinned
    problems: tuple[str, ...]
    stuck: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """What one portion did. `last`: the number to go on after; None when nothing is left."""

    moved: int
    stuck: int
    last: int | None


def open_by_version(actor: Actor, name: str) -> list[Pinned]:
    """Open cases of a capability in the actor's scope (`cases.migrate`), by the version they are pinned to.

    Raises `NotPermitted`.
    """
    require_anywhere(actor, "cases.migrate")
    rows = _open(actor, name).values("scheme").annotate(count=Count("pk")).order_by("scheme")
    found = [Pinned(row["scheme"], pinned(row["scheme"]).version, row["count"]) for row in rows]
    return sorted(found, key=lambda one: -one.version)


def _open(actor: Actor, name: str) -> QuerySet[Case]:
    return visible(actor, "cases.migrate").filter(capability=name, state__in=sorted(OPEN))


def plans(actor: Actor, name: str, to: str) -> list[Plan]:
    """What stands in the way of each older version; of stuck cases the first twenty, by number only."""
    target = pinned(to)
    found = []
    for old in open_by_version(actor, name):
        if old.hash == to:
            continue
        problems = tuple(str(one) for one in plan_migration(pinned(old.hash), target).problems)
        cases = _open(actor, name).filter(scheme=old.hash).order_by("number")[: _EXAMPLES * 10]
        stuck = [(case.number, "; ".join(why)) for case in cases if (why := obstacles(case, target))]
        found.append(Plan(old, problems, tuple(stuck[:_EXAMPLES])))
    return found


def migrate_portion(*, name: str, to: str, after: int, by: Actor, at: datetime) -> Portion:
    """Move the next two hundred open cases with a number above `after`, each by its own verb and transaction.

    What cannot come along stays and is counted. Raises `NotPermitted`.
    """
    require_anywhere(by, "cases.migrate")
    rows = list(
        _open(by, name)
        .filter(~Q(scheme=to), number__gt=after)
        .order_by("number")
        .values_list("number", "pk")[:PORTION]
    )
    moved = stuck = 0
    for _number, case in rows:
        if _moved(case, to, by, at):
            moved += 1
        else:
            stuck += 1
    return Portion(moved, stuck, rows[-1][0] if len(rows) == PORTION else None)


def _moved(case: UUID, to: str, by: Actor, at: datetime) -> bool:
    try:
        migrate(by=by, at=at, case=case, to=to)
    except (MigrationImpossible, MoveForbidden, CaseChanged):
        return False
    return True
