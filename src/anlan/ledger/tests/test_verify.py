"""Whoever tampers with the database, even its owner, is found out and the place is named."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from anlan.ledger.public import assign_positions, seal, verify
from anlan.ledger.tests.facts import AT, Moved, as_owner, chain, move

pytestmark = pytest.mark.django_db


@dataclass
class Tamperer:
    """Changes facts as the owner of the tables does who switched the triggers off."""

    subjects: list[UUID]

    def __call__(self, sql: str, **values: UUID) -> None:
        one, other = self.subjects
        with as_owner() as owner:
            for table in ("ledger_fact", "ledger_order", "ledger_seal"):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(sql, {"one": one, "other": other, **values})


@pytest.fixture
def tamper(db, settings, tmp_path) -> Tamperer:
    """Two chains of three facts, ordered, and a way to change them."""
    settings.STATE = tmp_path
    subjects = [chain(3), chain(3)]
    assign_positions()
    return Tamperer(subjects)


def found(since: int = 0) -> set[tuple[str, str | None, int | None]]:
    return {(problem.what, problem.subject, problem.seq) for problem in verify(since=since).problems}


def test_an_untouched_ledger_is_sound(tamper):
    seal(at=AT)
    verdict = verify()
    assert verdict.sound
    assert (verdict.facts, verdict.positions, verdict.pending, verdict.seals, verdict.sealed_to) == (
        6,
        6,
        0,
        1,
        6,
    )


def test_facts_that_wait_for_a_position_are_sound(tamper):
    chain(2)
    verdict = verify()
    assert verdict.sound
    assert verdict.pending == 2


def test_every_kind_of_value_compares_equal_after_storing(db):
    values = [Moved(share=share) for share in (1e300, 1e23, 1.5, -0.0, 1e-9, 0.1)]
    values += [Moved(count=2**63), Moved(when=AT, units=(UUID(int=1),), marks={"a": 1, "b": 2})]
    for value in values:
        move(payload=value, said_at=AT, place=310105001001001, batch=UUID(int=2), about=UUID(int=3))
    assert verify().problems == []


def test_a_changed_text_is_named(tamper):
    one = str(tamper.subjects[0])
    tamper(
        "UPDATE ledger_fact SET body = overlay(body PLACING 'Z' FROM 20) WHERE subject = %(one)s AND seq = 2"
    )
    assert found() == {("changed", one, 2)}


def test_a_text_that_is_no_longer_json_is_named(tamper):
    tamper(
        "UPDATE ledger_fact SET body = '\\xff00', hash = sha256('\\xff00') WHERE subject = %(one)s AND seq = 3"
    )
    assert ("changed", str(tamper.subjects[0]), 3) in found()


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'account:else'", "at = at - interval '1 day'", "recorded_at = recorded_at - interval '1 s'",
        "place = 7", "kind = 'cases.close'", "room = 'cases'", "capability = 'x'", "said_at = now()",
        "batch = gen_random_uuid()", "about = gen_random_uuid()", "payload = payload || '{\"count\": 9}'",
        "payload = payload - 'count'", "version = 2", "id = gen_random_uuid()",
    ],
)  # fmt: skip
def test_a_changed_column_is_named(tamper, change):
    tamper(f"UPDATE ledger_fact SET {change} WHERE subject = %(one)s AND seq = 2")
    assert ("changed", str(tamper.subjects[0]), 2) in found()


def test_a_fact_whose_hash_was_made_to_fit_is_betrayed_by_the_next_one(tamper):
    one = str(tamper.subjects[0])
    tamper(
        "UPDATE ledger_fact SET body = convert_to(replace(convert_from(body, 'UTF8'), 'service:test', "
        "'service:else'), 'UTF8'), actor = 'service:else' WHERE subject = %(one)s AND seq = 2"
    )
    tamper("UPDATE ledger_fact SET hash = sha256(body) WHERE subject = %(one)s AND seq = 2")
    assert found() == {("changed", one, 3)}


def test_a_chain_that_was_hashed_anew_to_its_end_is_betrayed_by_the_seal(tamper):
    seal(at=AT)
    tamper(
        "UPDATE ledger_fact SET body = convert_to(replace(convert_from(body, 'UTF8'), 'service:test', "
        "'service:else'), 'UTF8'), actor = 'service:else' WHERE subject = %(one)s AND seq = 3"
    )
    tamper("UPDATE ledger_fact SET hash = sha256(body) WHERE subject = %(one)s AND seq = 3")
    (problem,) = verify().problems
    assert problem.what == "changed"
    assert "positions 1 to 6 are not those of seal 1" in problem.detail


@pytest.mark.parametrize("seq", [1, 2])
def test_a_removed_fact_is_named(tamper, seq):
    one = str(tamper.subjects[0])
    tamper(f"DELETE FROM ledger_fact WHERE subject = %(one)s AND seq = {seq}")
    problems = verify().problems
    assert ("missing", one, seq) in {(p.what, p.subject, p.seq) for p in problems}
    assert ("missing", seq) in {(p.what, p.position) for p in problems}


def test_the_removed_end_of_a_chain_is_named_by_its_position(tamper):
    tamper("DELETE FROM ledger_fact WHERE subject = %(other)s AND seq = 3")
    (problem,) = verify().problems
    assert (problem.what, problem.position, problem.detail) == ("missing", 6, "its fact is gone")


def test_a_fact_removed_with_its_position_leaves_a_gap(tamper):
    tamper(
        "DELETE FROM ledger_order WHERE fact_id IN (SELECT id FROM ledger_fact WHERE subject = %(one)s AND seq = 3)"
    )
    tamper("DELETE FROM ledger_fact WHERE subject = %(one)s AND seq = 3")
    (problem,) = verify().problems
    assert (problem.what, problem.position) == ("missing", 3)


def test_the_newest_facts_removed_with_their_positions_are_missed_by_the_seal(tamper):
    seal(at=AT)
    tamper("DELETE FROM ledger_order WHERE position = 6")
    tamper("DELETE FROM ledger_fact WHERE subject = %(other)s AND seq = 3")
    assert [problem.what for problem in verify().problems] == ["changed"]


def test_a_fact_that_lost_its_place_in_the_queue_is_named(tamper):
    subject = chain(1)
    tamper("DELETE FROM ledger_pending")
    assert found() == {("missing", str(subject), 1)}


def test_a_waiting_fact_that_was_removed_is_named(tamper):
    subject = chain(1)
    tamper("DELETE FROM ledger_fact WHERE subject = %(new)s", new=subject)
    (problem,) = verify().problems
    assert problem.what == "missing"
    assert "waits for its position but is gone" in problem.detail


def test_two_facts_that_changed_places_in_a_chain_are_named(tamper):
    one = str(tamper.subjects[0])
    for before, after in ((2, -1), (3, 2), (-1, 3)):
        tamper(f"UPDATE ledger_fact SET seq = {after} WHERE subject = %(one)s AND seq = {before}")
    assert {("reordered", one, 2), ("reordered", one, 3)} <= found()


def test_a_fact_moved_to_another_chain_is_named(tamper):
    other = str(tamper.subjects[1])
    tamper("UPDATE ledger_fact SET subject = %(other)s, seq = 4 WHERE subject = %(one)s AND seq = 3")
    assert ("reordered", other, 4) in found()


def test_positions_that_changed_places_in_a_chain_are_named(tamper):
    one = str(tamper.subjects[0])
    for before, after in ((1, -1), (2, 1), (-1, 2)):
        tamper(f"UPDATE ledger_order SET position = {after} WHERE position = {before}")
    assert found() == {("reordered", one, 2)}


def test_positions_that_changed_places_between_chains_are_missed_by_the_seal(tamper):
    seal(at=AT)
    for before, after in ((3, -1), (4, 3), (-1, 4)):
        tamper(f"UPDATE ledger_order SET position = {after} WHERE position = {before}")
    assert {problem.what for problem in verify().problems} == {"changed"}


def test_an_inserted_fact_without_a_position_is_named(tamper):
    tamper(
        "INSERT INTO ledger_fact SELECT "
        "(jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid(), 'seq', 4))).* "
        "FROM ledger_fact f WHERE subject = %(one)s AND seq = 3"
    )
    assert {("reordered", str(tamper.subjects[0]), 4), ("missing", str(tamper.subjects[0]), 4)} <= found()


@pytest.mark.parametrize(
    "change",
    [
        "root = sha256('x')",
        "signature = sha512('x')",
        "blocks = sha256('x')",
        "to_position = 5",
        "body = convert_to(replace(convert_from(body, 'UTF8'), '2026', '2025'), 'UTF8')",
        "key = 'other'",
        "alg = 2",
        "alg = 7",
        "prev = sha256('x')",
    ],
)
def test_a_changed_seal_is_named(tamper, change):
    seal(at=AT)
    tamper(f"UPDATE ledger_seal SET {change}")
    verdict = verify()
    assert "forged" in {problem.what for problem in verdict.problems}


def test_a_removed_seal_is_named(tamper):
    seal(at=AT)
    chain(1)
    assign_positions()
    seal(at=AT)
    tamper("DELETE FROM ledger_seal WHERE id = 1")
    assert [problem.what for problem in verify().problems] == ["missing"]


def test_a_history_signed_anew_differs_from_the_root_that_was_sent_outside(tamper):
    made = seal(at=AT)
    assert made is not None
    sent = made.root.hex()
    assert verify(expected_root=sent.upper()).sound
    tamper("DELETE FROM ledger_seal")
    tamper("UPDATE ledger_order SET position = 107 - position")
    tamper("UPDATE ledger_order SET position = position - 100")
    seal(at=AT)
    assert "forged" in {problem.what for problem in verify(expected_root=sent).problems}


def test_only_what_came_after_a_position_can_be_checked(tamper):
    seal(at=AT)
    tamper("UPDATE ledger_fact SET actor = 'x' WHERE subject = %(one)s AND seq = 1")
    assert verify(since=3).facts == 3
    assert verify(since=4).problems == []
    assert found() == {("changed", str(tamper.subjects[0]), 1)}
    tamper("UPDATE ledger_fact SET hash = sha256('x') WHERE subject = %(other)s AND seq = 1")
    assert ("changed", str(tamper.subjects[1]), 2) in found(since=4)


def test_a_ledger_in_ruins_does_not_fill_the_memory(tamper, monkeypatch):
    monkeypatch.setattr("anlan.ledger.verifying.verdict.SHOWN", 2)
    tamper("UPDATE ledger_fact SET actor = 'x'")
    verdict = verify()
    assert (len(verdict.problems), verdict.found) == (2, 6)
    assert str(verdict.problems[0]).startswith("changed: subject ")


def test_the_national_family_is_checked_too(tamper, monkeypatch):
    monkeypatch.setenv("ANLAN_LEDGER_ALG", "2")
    subject = chain(2)
    assert verify().sound
    tamper("UPDATE ledger_fact SET body = body || ' ' WHERE subject = %(new)s AND seq = 1", new=subject)
    assert found() == {("changed", str(subject), 1)}


def test_progress_is_told(tamper, monkeypatch):
    monkeypatch.setattr("anlan.ledger.verifying.chains._REPORT", 2)
    told: list[int] = []
    verify(progress=told.append)
    assert told == [2, 4, 6]
