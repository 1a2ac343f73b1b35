"""Statements that are sent again and again."""

from datetime import UTC, datetime
from enum import StrEnum
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from anlan.kit.planned import run, together


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "安澜 'and' \\x"), ("int", -7), ("bigint", 2**40), ("bool", True), ("bool", False),
        ("float8", 0.1), ("bytea", b"\x00\xff"), ("uuid", UUID(int=7)), ("text", None), ("text[]", ["a,b", "安", '"']),
        ("bigint[]", [1, 2**50]), ("timestamptz", datetime(2026, 3, 2, 9, tzinfo=UTC)),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_value_comes_back_as_it_went(kind: str, value: Any) -> None:
    for _ in range(3):
        assert run(f"SELECT %s::{kind}", [value]) == [(value,)]


@pytest.mark.django_db
def test_a_code_of_an_enumeration_goes_as_its_text() -> None:
    assert run("SELECT %s::text", [Colour.RED]) == [("red",)]


@pytest.mark.parametrize("value", ["a\0b", "\0"])
@pytest.mark.django_db
def test_a_text_with_nul_is_refused_and_not_cut_short(value: str) -> None:
    for statements in ([("SELECT %s::text", [value])], [("SELECT 1", []), ("SELECT %s::text", [value])]):
        for _ in range(2):
            with pytest.raises(DataError):
                together(*statements)
            assert run("SELECT %s::text", ["whole"]) == [("whole",)]


@pytest.mark.django_db
def test_several_statements_answer_in_their_order() -> None:
    assert together(("SELECT %s::int", [1]), ("SELECT %s::text, 2", ["b"]), ("SELECT %s::int", [3])) == [
        [(1,)],
        [("b", 2)],
        [(3,)],
    ]


@pytest.mark.django_db
def test_a_statement_without_rows_answers_with_none() -> None:
    with transaction.atomic():
        assert together(("CREATE TEMP TABLE gone (a int PRIMARY KEY) ON COMMIT DROP", [])) == [[]]
        assert run("INSERT INTO gone VALUES (%s)", [1]) == []


@pytest.mark.django_db
def test_what_fails_in_the_middle_is_raised_and_undone() -> None:
    run("CREATE TEMP TABLE kept (a int PRIMARY KEY)", [])
    with pytest.raises(IntegrityError), transaction.atomic():
        together(*[("INSERT INTO kept VALUES (%s)", [number]) for number in (1, 2, 2, 3)])
    assert run("SELECT count(*) FROM kept", []) == [(0,)]
    with pytest.raises(ProgrammingError), transaction.atomic():
        together(("SELECT 1", []), ("SELECT nothing_like_it", []))
    assert run("SELECT 1", []) == [(1,)]


def test_outside_a_transaction_several_are_one(scratch_database: Any) -> None:
    run("CREATE TEMP TABLE whole (a int PRIMARY KEY)", [])
    with pytest.raises(IntegrityError):
        together(*[("INSERT INTO whole VALUES (%s)", [number]) for number in (1, 2, 2)])
    assert run("SELECT count(*) FROM whole", []) == [(0,)]


def test_a_later_statement_sees_what_was_committed_while_an_earlier_one_waited(scratch_database: Any) -> None:
    seen: list[Any] = []
    counted = ("SELECT count(*) FROM ledger_cursor WHERE reaction = 'waited'", ())

    def other() -> None:
        with transaction.atomic():
            seen.append(together(("SELECT pg_advisory_xact_lock(4711)::text", ()), counted)[1])
        connection.close()

    with transaction.atomic():
        run("SELECT pg_advisory_xact_lock(4711)::text", [])
        thread = Thread(target=other)
        thread.start()
        while not run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", []):
            pass
        run("INSERT INTO ledger_cursor (reaction, position) VALUES ('waited', 0)", [])
    thread.join(10)
    assert seen == [[(1,)]]


@pytest.mark.django_db
def test_whoever_counts_statements_counts_these_too(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        together(("SELECT 1", []), ("SELECT 2", []))
        run("SELECT 3", [])


def test_plans_that_are_gone_are_made_anew(scratch_database: Any) -> None:
    for _ in range(2):
        assert run("SELECT 7", []) == [(7,)]
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
    assert together(("SELECT 7", []), ("SELECT 8", [])) == [[(7,)], [(8,)]]
