"""Facts written many at a time are the facts that `record` writes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from django.db import transaction

from anlan.kit.ids import new_id
from anlan.ledger.errors import NotInTransaction, PayloadRefused, SubjectHasFacts
from anlan.ledger.kinds import FactKind, fact_kinds
from anlan.ledger.models import FactRow, OrderRow, PendingRow
from anlan.ledger.public import (
    BulkFacts,
    Reaction,
    assign_positions,
    facts_after,
    give_positions,
    history,
    reactions,
    record,
    run_reactions,
    verify,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Happened:
    """A payload with every kind of value."""

    code: str
    count: int
    who: UUID | None
    when: datetime
    many: tuple[str, ...]


@pytest.fixture
def kind():
    with fact_kinds.fresh():
        yield FactKind("test.happen", Happened)


def happened(count, who=None):
    return Happened("a-1", count, who, AT, ("x", "y"))


def same(facts):
    """What a fact says, without what must differ: its id and the machine's clock."""
    return [
        (f.seq, f.kind, f.capability, f.place, f.actor, f.at, f.said_at, f.batch, f.about, f.payload)
        for f in facts
    ]


@pytest.mark.django_db
def test_a_chain_of_the_bulk_is_the_chain_of_record(kind):
    one, other, batch, about = (new_id() for _ in range(4))
    bulk = BulkFacts()
    for number in range(3):
        given: dict[str, Any] = {
            "by": "service:test",
            "at": AT + timedelta(hours=number),
            "payload": happened(number, batch),
        }
        extra: dict[str, Any] = {
            "capability": "hotline",
            "place": 310105001001001,
            "said_at": AT,
            "batch": batch,
            "about": about,
        }
        with transaction.atomic():
            record(kind, subject=one, **given, **extra)
        bulk.record(kind, subject=other, **given, **extra)
    with transaction.atomic():
        moments = bulk.save()
    assign_positions()
    assert give_positions(moments, reacted=False) == 3
    assert same(history(other)) == same(history(one))
    verdict = verify()
    assert (verdict.sound, verdict.facts, verdict.positions, verdict.pending) == (True, 6, 6, 0)


@pytest.mark.django_db
def test_positions_follow_time_and_never_turn_a_chain_around(kind):
    first, second, bulk = new_id(), new_id(), BulkFacts()
    bulk.record(kind, subject=first, by="service:test", at=AT + timedelta(hours=2), payload=happened(1))
    # A clock that was set back.
    bulk.record(kind, subject=first, by="service:test", at=AT, payload=happened(2))
    bulk.record(kind, subject=second, by="service:test", at=AT + timedelta(hours=1), payload=happened(3))
    with transaction.atomic():
        moments = bulk.save()
    give_positions(moments, reacted=False)
    assert [found.fact.payload["count"] for found in facts_after(0, limit=10)] == [3, 1, 2]
    assert verify().sound


@pytest.mark.django_db
def test_what_is_recorded_afterwards_goes_on_with_the_chain(kind):
    subject, bulk = new_id(), BulkFacts()
    bulk.record(kind, subject=subject, by="service:test", at=AT, payload=happened(1))
    with transaction.atomic():
        give_positions(bulk.save(), reacted=False)
        assert record(kind, subject=subject, by="service:test", at=AT, payload=happened(2)).seq == 2
    assign_positions()
    assert verify().sound


@pytest.mark.django_db
def test_reactions_do_not_see_what_has_reacted_already(kind):
    seen = []
    with reactions.fresh():
        reactions.add(
            "test.see", Reaction("test.see", frozenset({kind.name}), lambda fact, _: seen.append(fact))
        )
        bulk = BulkFacts()
        bulk.record(kind, subject=new_id(), by="service:test", at=AT, payload=happened(1))
        with transaction.atomic():
            give_positions(bulk.save(), reacted=True)
        with transaction.atomic():
            record(kind, subject=new_id(), by="service:test", at=AT, payload=happened(2))
        assign_positions()
        run_reactions(at=AT, strict=True)
    assert [fact.payload["count"] for fact in seen] == [2]


@pytest.mark.django_db
def test_a_reaction_that_is_behind_is_not_made_to_skip_anything(kind):
    with reactions.fresh():
        reactions.add("test.see", Reaction("test.see", frozenset({kind.name}), lambda fact, at: None))
        run_reactions(at=AT)  # its cursor is at 0
        with transaction.atomic():
            record(kind, subject=new_id(), by="service:test", at=AT, payload=happened(1))
        assign_positions()
        bulk = BulkFacts()
        bulk.record(kind, subject=new_id(), by="service:test", at=AT, payload=happened(2))
        with pytest.raises(RuntimeError, match="run_reactions"), transaction.atomic():
            give_positions(bulk.save(), reacted=True)
    assert OrderRow.objects.count() == 1


@pytest.mark.django_db
def test_a_subject_that_has_facts_is_refused_and_nothing_is_written(kind):
    subject, bulk = new_id(), BulkFacts()
    with transaction.atomic():
        record(kind, subject=subject, by="service:test", at=AT, payload=happened(1))
    bulk.record(kind, subject=subject, by="service:test", at=AT, payload=happened(2))
    with pytest.raises(SubjectHasFacts), transaction.atomic():
        bulk.save()
    assert (FactRow.objects.count(), PendingRow.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_codes_that_could_be_misread_and_choices_that_are_words_are_written_as_they_are():
    @dataclass(frozen=True)
    class Odd:
        how: Literal["a\\b\tc", "中文", "None"]

    batch, subject = new_id(), new_id()
    with fact_kinds.fresh():
        kind, bulk = FactKind("test.odd", Odd), BulkFacts(batch=batch)
        for number, how in enumerate(("a\\b\tc", "中文", "None")):
            bulk.record(
                kind,
                subject=subject,
                by="None",
                at=AT,
                payload=Odd(how),
                capability="None" if number else "",  # type: ignore[arg-type]
            )
        with transaction.atomic():
            give_positions(bulk.save(), reacted=False)
        found = history(subject)
    assert [fact.payload["how"] for fact in found] == ["a\\b\tc", "中文", "None"]
    assert [(fact.actor, fact.capability, fact.place) for fact in found[1:]] == [("None", "None", None)] * 2
    assert {fact.batch for fact in found} == {batch}
    assert verify().sound


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["王静", "a b", "x" * 81])
def test_words_and_names_cannot_get_in(kind, by):
    with pytest.raises(PayloadRefused):
        BulkFacts().record(kind, subject=new_id(), by=by, at=AT, payload=happened(1))


def test_facts_are_saved_in_a_transaction_only(kind, django_db_blocker):
    bulk = BulkFacts()
    bulk.record(kind, subject=new_id(), by="service:test", at=AT, payload=happened(1))
    with django_db_blocker.unblock(), pytest.raises(NotInTransaction):
        bulk.save()
