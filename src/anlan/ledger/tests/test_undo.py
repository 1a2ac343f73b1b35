"""An import is taken back by further facts, all or none, once."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from anlan.kit.ids import new_id
from anlan.ledger.public import (
    AlreadyUndone,
    CannotUndo,
    Fact,
    NothingToUndo,
    assign_positions,
    compensators,
    history,
    record,
    undo,
    verify,
)
from anlan.ledger.tests.facts import AT, MOVED, SHUT, Shut, move

BY = "account:1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def none_registered() -> Iterator[None]:
    with compensators.fresh():
        yield


def shut(fact: Fact, by: str, at) -> None:
    record(SHUT, subject=fact.subject, by=by, at=at, payload=Shut(f"undoes.{fact.seq}"))


def test_every_fact_of_the_import_is_compensated_newest_first():
    compensators.add(MOVED.name, shut)
    batch, subject = new_id(), new_id()
    move(subject, first=True, batch=batch)
    assign_positions()
    move(subject, batch=batch)
    move(subject)
    assert undo(batch, by=BY, at=AT) == 2
    assert [SHUT.read(fact).reason for fact in history(subject)[3:]] == ["undoes.2", "undoes.1"]
    assert [fact.kind for fact in history(batch)] == ["ledger.undo"]
    assert verify().problems == []


def test_a_second_undo_is_refused():
    compensators.add(MOVED.name, shut)
    batch = new_id()
    move(batch=batch)
    undo(batch, by=BY, at=AT)
    with pytest.raises(AlreadyUndone):
        undo(batch, by=BY, at=AT)


def test_an_import_with_a_kind_that_cannot_be_undone_is_refused_whole():
    compensators.add(MOVED.name, shut)
    batch, subject = new_id(), new_id()
    move(subject, first=True, batch=batch)
    record(SHUT, subject=subject, by=BY, at=AT, payload=Shut("x"), batch=batch)
    with pytest.raises(CannotUndo, match=SHUT.name):
        undo(batch, by=BY, at=AT)
    assert len(history(subject)) == 2


def test_a_compensator_that_fails_undoes_the_undoing():
    def fails_on_first(fact: Fact, by: str, at) -> None:
        shut(fact, by, at)
        if fact.seq == 1:
            raise RuntimeError

    compensators.add(MOVED.name, fails_on_first)
    batch, subject = new_id(), new_id()
    move(subject, first=True, batch=batch)
    move(subject, batch=batch)
    with pytest.raises(RuntimeError), transaction.atomic():
        undo(batch, by=BY, at=AT)
    assert len(history(subject)) == 2
    assert history(batch) == []


def test_an_unknown_import_is_not_found():
    with pytest.raises(NothingToUndo):
        undo(new_id(), by=BY, at=AT)
