"""Many at once, each with a connection of its own, on committed data: one wins, and nobody waits for ever."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from tests.fixtures.gallery import UNIT, Gallery, GalleryDatabase
from tests.fixtures.scratch import copied_database

from anlan.access.models import Account
from anlan.cases.errors import AlreadyAccepted, KeyReused, MergeIntoEnded, MoveForbidden
from anlan.cases.models import Assignment, Case, Clock, Intake
from anlan.cases.public import VERBS, sweep
from anlan.ledger.public import history

pytestmark = pytest.mark.slow
LONG_ENOUGH = 60


@pytest.fixture
def committed(gallery_database: GalleryDatabase, django_db_blocker: Any) -> Iterator[Gallery]:
    """A gallery of its own, committed, so that other connections see it."""
    built = gallery_database.built
    with (
        django_db_blocker.unblock(),
        copied_database(gallery_database.name) as copied,
        copied.pointed_at(),
    ):
        yield replace(built, town=copy(built.town))


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, all let go together; returns answers and exceptions in order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gate.wait(LONG_ENOUGH)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [answer.result(LONG_ENOUGH) for answer in [pool.submit(run, call) for call in calls]]


def test_fifty_take_one_case_and_exactly_one_wins(committed):
    town, case = committed.town, committed.cases["dispatched"]
    squad = town.actor("handler", unit=UNIT)
    people = [
        Account.objects.create(username=f"squad{n}", name=f"队员{n}", created_at=town.at) for n in range(50)
    ]
    actors = [replace(squad, ref=who.ref, account_id=who.id, name=who.name) for who in people]
    answers = at_once([lambda who=who: VERBS["accept"](by=who, at=town.at, case=case) for who in actors])
    won = [actor for actor, answer in zip(actors, answers, strict=True) if isinstance(answer, Case)]
    lost = [answer for answer in answers if isinstance(answer, AlreadyAccepted)]
    assert (len(won), len(lost)) == (1, 49), Counter(type(answer).__name__ for answer in answers)
    assert {refusal.params["name"] for refusal in lost} == {won[0].name}
    assert Assignment.objects.get(case=case).accepted_by == won[0].ref
    assert [fact.kind for fact in history(case)].count("cases.accept") == 1


def test_the_same_report_twenty_times_at_once_is_one_case_with_one_receipt(committed):
    town, before = committed.town, Case.objects.count()
    answers = at_once([lambda: town.report(key="once-only-1") for _ in range(20)])
    assert {(answer.number, answer.token, answer.hash) for answer in answers} == {
        (answers[0].number, answers[0].token, answers[0].hash)
    }
    assert Counter(answer.repeated for answer in answers) == {False: 1, True: 19}
    assert Case.objects.count() == before + 1
    assert Intake.objects.filter(key="once-only-1").count() == 1


def test_the_same_key_with_another_body_at_once_takes_one_and_refuses_the_other(committed):
    town, before = committed.town, Case.objects.count()
    answers = at_once(
        [lambda words=words: town.report(key="once-only-2", words=words) for words in ("甲", "乙") * 5]
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"Receipt": 5, "KeyReused": 5}
    assert Case.objects.count() == before + 1
    assert {error.status for error in answers if isinstance(error, KeyReused)} == {422}


def test_reports_with_different_keys_do_not_wait_for_each_other_or_lose_a_number(committed):
    town = committed.town
    answers = at_once([lambda n=n: town.report(key=f"different-{n}") for n in range(20)])
    assert len({answer.number for answer in answers}) == 20


def test_two_sweepers_take_each_look_exactly_once(committed):
    at = committed.town.later(days=60)
    expected = 0
    for clock in Clock.objects.filter(stopped_at=None, next_look__lte=at):
        assert clock.level == 0
        expected += 1
    done = at_once([lambda: sweep(at) for _ in range(4)])
    assert all(isinstance(count, int) for count in done), done
    looks = Counter(
        (str(case), fact.payload["clock"], fact.payload["level"])
        for case in committed.cases.values()
        for fact in history(case)
        if fact.kind == "cases.escalate"
    )
    assert set(looks.values()) == {1}
    assert sum(looks.values()) == sum(done) >= expected


def test_merging_a_into_b_and_b_into_a_at_once_ends_one_of_them(committed):
    operator, at = committed.town.actor("operator"), committed.town.at
    a, b = committed.cases["dispatched"], committed.cases["handling"]
    merge = VERBS["merge"]
    answers = at_once(
        [
            lambda: merge(by=operator, at=at, case=a, into=b),
            lambda: merge(by=operator, at=at, case=b, into=a),
        ]
    )
    assert Counter(isinstance(answer, Case) for answer in answers) == {True: 1, False: 1}
    refusal = next(answer for answer in answers if not isinstance(answer, Case))
    assert isinstance(refusal, MoveForbidden | MergeIntoEnded)
    assert Case.objects.filter(pk__in=[a, b], state="merged").count() == 1


def test_a_dispatch_and_an_acceptance_at_once_leave_one_lead(committed):
    town, case = committed.town, committed.cases["dispatched"]
    office = town.units["street1.office"].id
    at_once(
        [
            lambda: VERBS["accept"](by=town.actor("handler", unit=UNIT), at=town.at, case=case),
            lambda: VERBS["dispatch"](
                by=town.actor("operator"), at=town.at, case=case, lead=office, words="改派"
            ),
        ]
    )
    standing = Assignment.objects.filter(case=case, part="lead").exclude(state="withdrawn")
    assert standing.get().unit == Case.objects.get(pk=case).lead_unit == office
