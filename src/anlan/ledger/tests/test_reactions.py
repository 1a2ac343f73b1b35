"""Each fact is handled once by each reaction, in order, whatever fails in between."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from anlan.kit.errors import Invalid
from anlan.ledger.failures import ATTEMPTS
from anlan.ledger.public import (
    Fact,
    NoSuchFailure,
    Reaction,
    assign_positions,
    history,
    parked,
    reactions,
    record,
    retry,
    run_reactions,
)
from anlan.ledger.tests.facts import AT, MOVED, SHUT, Shut, chain, move

HOUR = timedelta(hours=1)


class Wrong(Invalid):
    """The words of {person} are not for the log."""


@pytest.fixture(autouse=True)
def none_registered() -> Iterator[None]:
    with reactions.fresh():
        yield


def react(verb, name="test.follow", **options) -> None:
    reactions.add(name, Reaction(name=name, kinds=frozenset({MOVED.name}), verb=verb, **options))


def shut(fact: Fact, at) -> None:
    """What a reaction does in these tests: one fact more about the same subject."""
    record(SHUT, subject=fact.subject, by="service:test", at=at, payload=Shut("followed"))


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

    def run() -> None:
        for _ in range(5):
            run_reactions(at=AT)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_reactions(at=AT)
    assert [len(history(subject)) for subject in subjects] == [2] * 20
    assert parked() == []


@pytest.mark.django_db
def test_facts_that_go_well_share_a_transaction_and_a_failing_one_stands_alone():
    def fails_on_sixth(fact: Fact, at) -> None:
        shut(fact, at)
        if fact.seq == 6:
            raise Wrong(person="Wang")

    react(fails_on_sixth)
    subject = chain(10)
    assign_positions()
    for hours in range(ATTEMPTS):
        run_reactions(at=AT + hours * HOUR)
    assert [fact.kind for fact in history(subject)].count(SHUT.name) == 9
    assert [failure.position for failure in parked()] == [6]


@pytest.mark.django_db
def test_what_a_reaction_has_nothing_to_do_for_never_comes_to_it():
    seen: list[int] = []
    react(
        lambda fact, at: seen.append(fact.seq),
        relevant=lambda facts: {fact.id for fact in facts if fact.seq == 3},
    )
    chain(5)
    assign_positions()
    run_reactions(at=AT)
    assert seen == [3]
    assert run_reactions(at=AT) == 0


@pytest.mark.django_db
def test_what_cannot_be_judged_beforehand_fails_by_itself():
    seen: list[int] = []

    def unknown(facts) -> set:
        raise Wrong(person="Wang")

    react(lambda fact, at: seen.append(fact.seq), relevant=unknown)
    chain(2)
    assign_positions()
    assert run_reactions(at=AT) == 2
    assert seen == [1, 2]


@pytest.mark.django_db
def test_a_batch_of_facts_takes_few_statements(django_assert_num_queries):
    react(lambda fact, at: None, name="test.works")
    react(lambda fact, at: None, name="test.idle", relevant=lambda facts: ())
    run_reactions(at=AT)
    chain(40)
    assign_positions()
    # Where we stand, the facts, the idle one's cursor; savepoint, cursor, release; where we stand.
    with django_assert_num_queries(7):
        assert run_reactions(at=AT) == 80


def test_a_person_who_holds_what_a_batch_needs_is_never_the_one_who_loses(scratch_database):
    """The reaction stops waiting long before PostgreSQL would choose one of the two as a deadlock's victim."""
    with transaction.atomic():
        first, second = chain(1), chain(1)
    assign_positions()
    has_second, wants_first = threading.Event(), threading.Event()
    errors: list[BaseException] = []

    def slow(fact: Fact, at) -> None:
        shut(fact, at)
        if fact.subject == first and not has_second.is_set():
            wants_first.set()
            has_second.wait(10)

    def person() -> None:
        try:
            wants_first.wait(10)
            with transaction.atomic():
                record(SHUT, subject=second, by="service:test", at=AT, payload=Shut("person"))
                has_second.set()
                record(SHUT, subject=first, by="service:test", at=AT, payload=Shut("person"))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    react(slow)
    thread = threading.Thread(target=person)
    thread.start()
    run_reactions(at=AT)
    thread.join()
    assert errors == []
    assert [len(history(subject)) for subject in (first, second)] == [3, 3]
