"""A fact stands or falls with the change it tells of, is chained, and is found again as it was."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from anlan.kit.canonical import canonical
from anlan.kit.ids import new_id
from anlan.ledger.models import FactRow
from anlan.ledger.public import (
    Entry,
    NotInTransaction,
    SubjectHasFacts,
    history,
    history_about,
    record,
    record_all,
    verify,
)
from anlan.ledger.record import VERSION
from anlan.ledger.tests.facts import AT, MOVED, SHUT, Moved, Shut, as_owner, chain, move


def stored(fact_id: UUID) -> tuple[bytes, bytes, bytes | None, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, hash, prev, alg FROM ledger_fact WHERE id = %s", [fact_id])
        body, digest, prev, alg = cursor.fetchone()
    return bytes(body), bytes(digest), prev and bytes(prev), alg


@pytest.mark.django_db
def test_a_fact_is_read_back_as_it_was_recorded():
    subject = new_id()
    given = Moved("hotline", 3, 0.25, AT, (subject,), {"a": 1})
    made = record(
        MOVED, subject=subject, by="account:1", at=AT, said_at=AT, payload=given, capability="hotline",
        place=310105001001001, batch=new_id(), first=True,
    )  # fmt: skip
    (fact,) = history(subject)
    assert MOVED.read(fact) == given
    assert (fact.id, fact.seq, fact.hash) == made
    assert (fact.kind, fact.place, fact.actor, fact.at) == (
        "ledgertest.move",
        310105001001001,
        "account:1",
        AT,
    )
    assert (datetime.now(UTC) - fact.recorded_at).total_seconds() < 60


@pytest.mark.django_db
def test_the_hash_is_of_the_stored_bytes_and_names_the_fact_before():
    subject = chain(2)
    first, second = history(subject)
    body, digest, prev, alg = stored(second.id)
    assert hashlib.sha256(body).digest() == digest
    assert prev == bytes.fromhex(first.hash)
    said = json.loads(body)
    assert (said["prev"], said["seq"], said["alg"], said["v"]) == (first.hash, 2, alg, VERSION)


@pytest.mark.django_db
def test_the_national_digest_is_used_where_the_district_chose_it(monkeypatch):
    monkeypatch.setenv("ANLAN_LEDGER_ALG", "2")
    made = move()
    body, digest, _prev, alg = stored(made.id)
    assert alg == 2
    assert hashlib.new("sm3", body).digest() == digest


@pytest.mark.django_db
def test_a_refused_fact_undoes_the_change_around_it():
    move(subject := new_id(), first=True)

    def change() -> None:
        with transaction.atomic():
            record(SHUT, subject=new_id(), by="service:test", at=AT, payload=Shut("paid"), first=True)
            move(subject, first=True)

    with pytest.raises(SubjectHasFacts):
        change()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE kind = 'ledgertest.shut'")
        assert cursor.fetchone()[0] == 0


def test_a_fact_outside_a_transaction_is_refused(scratch_database):
    with pytest.raises(NotInTransaction):
        move()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["ledger_fact", "ledger_order", "ledger_seal", "ledger_delivery"])
def test_the_application_cannot_change_what_was_recorded(table, statement):
    column = "position" if table == "ledger_order" else "id"
    sql = statement.format(table, column, column)
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET seq = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_the_owner_changes_a_fact_by_accident(statement):
    with pytest.raises(IntegrityError, match=r"append-only: .* is refused"), as_owner() as owner:
        owner.execute(statement.format("ledger_fact"))


@pytest.mark.django_db
def test_two_facts_cannot_have_one_number():
    subject = chain(1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_fact SELECT (jsonb_populate_record(f, jsonb_build_object('id', %s::text))).* "
            "FROM ledger_fact f WHERE subject = %s",
            [str(new_id()), subject],
        )


@pytest.mark.django_db
def test_a_first_fact_needs_one_statement_and_a_later_one_three_in_two_round_trips(django_assert_num_queries):
    subject = new_id()
    with django_assert_num_queries(1):
        move(subject, first=True)
    with django_assert_num_queries(3):
        move(subject)


@pytest.mark.django_db
def test_a_read_of_a_record_is_found_by_whom_it_concerns():
    person, session = new_id(), new_id()
    move(session, first=True, about=person)
    move(session, about=new_id())
    assert [fact.subject for fact in history_about(person)] == [session]


@pytest.mark.django_db
@pytest.mark.parametrize("extra", [{}, {"said_at": AT, "place": 310105001001001, "capability": "hotline"}])
def test_what_is_hashed_is_the_canonical_form_of_the_fact(extra):
    subject = new_id()
    for number in range(2):
        made = move(
            subject,
            first=number == 0,
            batch=new_id(),
            about=new_id(),
            payload=Moved(marks={"z": 1, "a": 2}),
            **extra,
        )
        row = FactRow.objects.get(pk=made.id)
        said = {
            name: getattr(row, name)
            for name in (
                "id", "subject", "seq", "kind", "room", "capability", "place", "actor", "at", "said_at", "recorded_at",
                "batch", "about", "payload", "alg",
            )
        } | {"prev": bytes(row.prev) if row.prev else None, "v": row.version}  # fmt: skip
        assert bytes(row.body) == canonical(said)


@pytest.mark.django_db
def test_many_facts_are_chained_as_if_recorded_one_by_one(django_assert_num_queries):
    one, other = chain(2), chain(1)
    said = [Entry(one, Shut("a"), "hotline", 310105001001001), Entry(other, Shut("b")), Entry(one, Shut("c"))]
    with django_assert_num_queries(5):  # the locks, the ends, and what would be one round trip of three
        made = record_all(SHUT, said, by="service:test", at=AT)
    assert [(fact.id, fact.seq, fact.hash) for fact in history(one)[2:]] == [made[0], made[2]]
    assert [(fact.id, fact.seq, fact.hash) for fact in history(other)[1:]] == [made[1]]
    assert [SHUT.read(fact).reason for fact in history(one)[2:]] == ["a", "c"]
    assert [(fact.capability, fact.place) for fact in history(one)[2:]] == [
        ("hotline", 310105001001001),
        ("", None),
    ]
    assert verify().sound


@pytest.mark.django_db
def test_many_facts_of_nobody_are_none_and_an_unknown_subject_is_refused():
    assert record_all(SHUT, [], by="service:test", at=AT) == []
    with pytest.raises(KeyError):
        record_all(SHUT, [Entry(new_id(), Shut("a"))], by="service:test", at=AT)


def test_many_facts_outside_a_transaction_are_refused(scratch_database):
    with pytest.raises(NotInTransaction):
        record_all(SHUT, [Entry(new_id(), Shut("a"))], by="service:test", at=AT)
