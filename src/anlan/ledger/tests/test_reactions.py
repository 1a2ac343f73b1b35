"""Each fact is handled once by each reaction, in order, whatever fails in between."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from anlan.ledger.failures import ATTEMPTS
from anlan.ledger.public import (
    Fact,
    NoSuchFailure,
    assign_positions,
    history,
    parked,
    retry,
    run_reactions,
)
from anlan.ledger.tests.facts import AT, MOVED, SHUT, chain, move
from anlan.ledger.tests.following import (
    Wrong,
    four_react_at_once,
    none_registered,  # noqa: F401 - a fixture
    react,
    shut,
)

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_fact_is_handled_once_and_only_by_kind():
    react(shut)
    subject = chain(2)
    assign_positions()
    assert run_reactions(at=AT) == 2
    assign_positions()  # the reaction's own facts are of another kind
    assert run_reactions(at=AT) == 0
    assert [fact.kind for fact in history(subject)] == [MOVED.name, MOVED.name, SHUT.name, SHUT.name]


@pytest.mark.django_db
def test_a_fact_without_a_position_waits():
    react(shut)
    chain(1)
    assert run_reactions(at=AT) == 0


@pytest.mark.django_db
def test_reactions_see_facts_in_order_across_many_batches(monkeypatch):
    monkeypatch.setattr("anlan.ledger.reaction_runs._BATCH", 3)
    seen: list[int] = []
    react(lambda fact, at: seen.append(fact.seq))
    chain(10)
    assign_positions()
    assert run_reactions(at=AT) == 10
    assert seen == list(range(1, 11))


@pytest.mark.django_db
def test_a_new_reaction_begins_with_the_oldest_fact_or_with_the_next_one():
    seen: dict[str, int] = {"all": 0, "new": 0}
    chain(3)
    assign_positions()
    react(lambda fact, at: seen.update(all=seen["all"] + 1), name="test.all")
    react(lambda fact, at: seen.update(new=seen["new"] + 1), name="test.new", from_now=True)
    run_reactions(at=AT)
    chain(2)
    assign_positions()
    run_reactions(at=AT)
    assert seen == {"all": 5, "new": 2}


@pytest.mark.django_db
def test_what_a_failed_reaction_did_is_undone_and_others_go_on():
    seen: list[int] = []

    def fails(fact: Fact, at) -> None:
        shut(fact, at)
        raise Wrong(person="Wang")

    react(fails, name="test.fails")
    react(lambda fact, at: seen.append(fact.seq), name="test.works")
    subject = chain(2)
    assign_positions()
    assert run_reactions(at=AT) == 2
    assert seen == [1, 2]
    assert len(history(subject)) == 2
    assert parked() == []


@pytest.mark.django_db
def test_a_failing_reaction_pauses_longer_each_time_then_parks_the_fact_and_goes_on():
    tried: list[int] = []

    def fails_on_first(fact: Fact, at) -> None:
        tried.append(fact.seq)
        if fact.seq == 1:
            raise Wrong(person="Wang")

    react(fails_on_first)
    chain(2)
    assign_positions()
    at = AT
    for pause in (2, 4, 8, 16):
        run_reactions(at=at)
        before = len(tried)
        run_reactions(at=at + timedelta(seconds=pause - 1))
        assert len(tried) == before
        at += timedelta(seconds=pause)
    assert tried == [1] * 4
    run_reactions(at=at)
    assert tried == [1, 1, 1, 1, 1, 2]
    (failure,) = parked()
    assert (failure.reaction, failure.attempts, failure.position) == ("test.follow", ATTEMPTS, 1)


@pytest.mark.django_db
def test_a_failure_names_the_place_and_never_the_values():
    def fails(fact: Fact, at) -> None:
        raise Wrong(person="Wang Xiaoming")

    react(fails)
    chain(1)
    assign_positions()
    for hours in range(ATTEMPTS):
        run_reactions(at=AT + hours * HOUR)
    (failure,) = parked()
    assert "Wrong at test_reactions.py" in failure.error
    assert "Xiaoming" not in failure.error


@pytest.mark.django_db
def test_a_parked_fact_can_be_handled_later_exactly_once():
    broken = True

    def fails_at_first(fact: Fact, at) -> None:
        if broken:
            raise Wrong(person="Wang")
        shut(fact, at)

    react(fails_at_first)
    subject = chain(1)
    assign_positions()
    for hours in range(ATTEMPTS):
        run_reactions(at=AT + hours * HOUR)
    (failure,) = parked()
    with pytest.raises(Wrong), transaction.atomic():
        retry(failure.id, at=AT)
    assert parked() == [failure]
    broken = False
    retry(failure.id, at=AT)
    assert [fact.kind for fact in history(subject)] == [MOVED.name, SHUT.name]
    with pytest.raises(NoSuchFailure):
        retry(failure.id, at=AT)


@pytest.mark.django_db
def test_a_reaction_that_works_at_the_second_try_leaves_no_failure():
    tries = []

    def second_time(fact: Fact, at) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise Wrong(person="Wang")

    react(second_time)
    chain(1)
    assign_positions()
    run_reactions(at=AT)
    assert run_reactions(at=AT + HOUR) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_failure")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_a_flow_test_is_told_of_a_failing_reaction_at_once():
    def fails(fact: Fact, at) -> None:
        raise Wrong(person="Wang")

    react(fails)
    chain(1)
    assign_positions()
    with pytest.raises(Wrong), transaction.atomic():
        run_reactions(at=AT, strict=True)


def test_a_process_that_dies_half_way_neither_loses_nor_doubles_the_effect(scratch_database):
    class Killed(BaseException):
        pass

    dies = True

    def half_way(fact: Fact, at) -> None:
        shut(fact, at)
        if dies:
            raise Killed

    react(half_way)
    with transaction.atomic():
        subject = chain(1)
    assign_positions()
    with pytest.raises(Killed):
        run_reactions(at=AT)
    assert len(history(subject)) == 1
    dies = False
    assert run_reactions(at=AT) == 1
    assert len(history(subject)) == 2
    assert run_reactions(at=AT) == 0


def test_four_processes_handle_each_fact_once_between_them(scratch_database):
    react(shut)
    with transaction.atomic():
        subjects = [move().id and chain(1) for _ in range(20)]
    assign_positions()
    four_react_at_once()
    assert [len(history(subject)) for subject in subjects] == [2] * 20
    assert parked() == []
