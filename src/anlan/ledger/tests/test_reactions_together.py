"""Facts that follow each other are handled together while all goes well, and never to somebody else's cost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from anlan.ledger.failures import ATTEMPTS
from anlan.ledger.public import (
    Fact,
    assign_positions,
    history,
    parked,
    record,
    run_reactions,
)
from anlan.ledger.tests.facts import AT, SHUT, Shut, chain, move
from anlan.ledger.tests.following import (
    Wrong,
    four_react_at_once,
    none_registered,  # noqa: F401 - a fixture
    react,
    shut,
)

HOUR = timedelta(hours=1)


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


@pytest.mark.django_db
def test_a_reaction_that_takes_many_is_given_them_together_and_one_alone_by_itself():
    seen: list[list[int]] = []
    react(
        lambda fact, at: seen.append([fact.seq]),
        together=lambda facts, at: seen.append([fact.seq for fact in facts]),
    )
    subject = chain(3)
    assign_positions()
    assert run_reactions(at=AT) == 3
    move(subject)
    assign_positions()
    assert run_reactions(at=AT) == 1
    assert seen == [[1, 2, 3], [4]]


@pytest.mark.django_db
def test_when_many_fail_together_all_is_undone_and_each_is_handled_alone():
    def many(facts, at) -> None:
        for fact in facts:
            one(fact, at)

    def one(fact: Fact, at) -> None:
        shut(fact, at)
        if fact.seq == 3:
            raise Wrong(person="Wang")

    react(one, together=many)
    subject = chain(5)
    assign_positions()
    for hours in range(ATTEMPTS):
        run_reactions(at=AT + hours * HOUR)
    assert [fact.kind for fact in history(subject)].count(SHUT.name) == 4
    assert [failure.position for failure in parked()] == [3]


def test_a_process_that_dies_amid_many_neither_loses_nor_doubles_any(scratch_database):
    class Killed(BaseException):
        pass

    dies = True

    def many(facts, at) -> None:
        for number, fact in enumerate(facts):
            if dies and number == 2:
                raise Killed
            shut(fact, at)

    react(shut, together=many)
    with transaction.atomic():
        subject = chain(4)
    assign_positions()
    with pytest.raises(Killed):
        run_reactions(at=AT)
    assert len(history(subject)) == 4
    dies = False
    assert run_reactions(at=AT) == 4
    assert len(history(subject)) == 8
    assert run_reactions(at=AT) == 0


def test_four_processes_handle_many_once_between_them(scratch_database):
    react(shut, together=lambda facts, at: [shut(fact, at) for fact in facts])
    with transaction.atomic():
        subjects = [chain(3) for _ in range(20)]
    assign_positions()
    four_react_at_once()
    assert [len(history(subject)) for subject in subjects] == [6] * 20
    assert parked() == []
