"""Committed facts get positions without a gap, in chain order, whoever commits late."""

import threading

import psycopg
import pytest
from django.db import connection, transaction

from anlan.kit.ids import new_id
from anlan.ledger.positions import CHANNEL
from anlan.ledger.public import assign_positions, facts_after, newest_position, run_sequencer, verify
from anlan.ledger.tests.facts import Moved, chain, move


@pytest.mark.django_db
def test_positions_have_no_gap_and_keep_chain_order():
    chain(3)
    assert assign_positions() == 3
    chain(2)
    assert assign_positions() == 2
    found = facts_after(0, limit=10)
    assert [item.position for item in found] == [1, 2, 3, 4, 5]
    assert [item.fact.seq for item in found] == [1, 2, 3, 1, 2]
    assert assign_positions() == 0


@pytest.mark.django_db
def test_facts_are_read_after_a_position_by_kind():
    chain(3)
    assign_positions()
    assert [item.position for item in facts_after(1, limit=1)] == [2]
    assert facts_after(0, limit=9, kinds=frozenset({"cases.report"})) == []


def test_a_fact_that_commits_late_gets_a_later_position_and_is_not_skipped(scratch_database):
    started, go_on = threading.Event(), threading.Event()
    slow = new_id()

    def late() -> None:
        with transaction.atomic():
            move(slow, first=True)
            started.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    started.wait(10)
    with transaction.atomic():
        move()
    assert assign_positions() == 1
    go_on.set()
    thread.join()
    assert assign_positions() == 1
    assert facts_after(1, limit=5)[0].fact.subject == slow


def test_an_undone_transaction_leaves_no_gap(scratch_database):
    with transaction.atomic():
        move()
    with transaction.atomic():
        move()
        transaction.set_rollback(True)
    with transaction.atomic():
        move()
    assert assign_positions() == 2
    assert newest_position() == 2


def test_the_newest_position_is_announced(scratch_database):
    with scratch_database.owner() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            chain(3)
        assign_positions()
        (told,) = listener.notifies(timeout=5, stop_after=1)
    assert (told.channel, told.payload) == (CHANNEL, "3")


@pytest.mark.slow
def test_sixty_four_writers_lose_and_skip_nothing_while_two_sequencers_run(scratch_database):
    writers, rounds, shared = 64, 12, new_id()
    with transaction.atomic():
        move(shared, first=True)
    stop, errors = threading.Event(), []

    def write() -> None:
        try:
            for number in range(rounds):
                with transaction.atomic():
                    own = new_id()
                    move(own, first=True)
                    move(own)
                    move(shared, payload=Moved(count=number))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    sequencers = [threading.Thread(target=run_sequencer, args=(stop,)) for _ in range(2)]
    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in [*sequencers, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    for thread in sequencers:
        thread.join()
    assign_positions()
    expected = writers * rounds * 3 + 1
    assert errors == []
    assert newest_position() == expected
    verdict = verify()
    assert verdict.problems == []
    assert (verdict.facts, verdict.positions, verdict.pending) == (expected, expected, 0)


@pytest.mark.slow
def test_the_sequencer_comes_back_after_the_database_cut_its_connection(scratch_database, monkeypatch):
    monkeypatch.setattr("anlan.ledger.tasks._LOOK_AGAIN", 0.05)
    stop, mine = threading.Event(), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine.append(cursor.fetchone()[0])
    sequencer = threading.Thread(target=run_sequencer, args=(stop,), kwargs={"idle": 0.01})
    sequencer.start()
    with scratch_database.owner() as owner:
        _cut_others(owner, mine[0])
        with transaction.atomic():
            chain(2)
        for _ in range(500):
            if newest_position() == 2:
                break
            stop.wait(0.01)
    stop.set()
    sequencer.join()
    assert newest_position() == 2


def _cut_others(owner: psycopg.Connection, mine: int) -> None:
    """End the sequencer's session; waits until it has one."""
    sql = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)"
    )
    for _ in range(500):
        if (owner.execute(sql, [mine]).fetchone() or [0])[0]:
            return
