"""Taking an import back: each case it made goes, by a further fact; places, units and the capability stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.public import take_back
from anlan.interop.importing.errors import ImportUnknown, ImportUsed
from anlan.interop.importing.facts import BEGUN
from anlan.ledger.public import Fact, compensators, facts_of_batch, history, undo

# What an import writes beside the report that opens a case; these go with it.
_WITH_IT = ("route", "dispatch", "accept", "finish", "verify", "close")


def _goes_with_its_report(_fact: Fact, _by: str, _at: datetime) -> None:
    """Nothing of its own is left to undo: the case goes when its report is compensated."""


def register_compensators() -> None:
    """Say how the facts of an import are taken back."""
    compensators.add("cases.report", take_back)
    for verb in _WITH_IT:
        compensators.add(f"cases.{verb}", _goes_with_its_report)


@transaction.atomic
def undo_import(batch: UUID, *, by: Actor, at: datetime) -> int:
    """Take back every case of `batch`; returns how many facts were compensated. All or nothing.

    Raises `ImportUnknown`, `ImportUsed` (somebody worked on a case since), and what `ledger.undo` raises.
    """
    if not any(fact.kind == BEGUN.name for fact in history(batch)):
        raise ImportUnknown(batch=batch)
    used = []
    for subject in dict.fromkeys(fact.subject for fact in facts_of_batch(batch)):
        chain = history(subject)
        if any(fact.batch != batch and fact.kind != "cases.take_back" for fact in chain):
            used.append(chain[0].payload.get("number", ""))
    if used:
        raise ImportUsed(count=len(used), number=used[0])
    return undo(batch, by=by.ref, at=at)
