"""Erased is erased."""

from uuid import uuid4

import pytest

from anlan.access.actors import reporter, service
from anlan.access.errors import (
    ErasureUnknown,
    NotPermitted,
    PersonGone,
    PersonNotFound,
)
from anlan.access.facts import PERSON_ERASED, PERSON_KEPT
from anlan.access.tests.factories import AT, GRID, an_actor
from anlan.access.tests.people import keep, raw, reveal
from anlan.access.vault import door
from anlan.access.verbs.erase_person import erase_person
from anlan.ledger.public import history

pytestmark = pytest.mark.django_db


def test_an_erased_person_cannot_be_read_again():
    case = uuid4()
    person, other = keep(case), keep(case, name="张三")
    operator = an_actor("operator")
    erase_person(subject=case, person=person, why="asked", place=GRID, by=operator, at=AT)
    with pytest.raises(PersonGone):
        reveal(case, operator, person=person)
    shown = {one.id: one.contact for one in reveal(case, operator)}
    assert shown[person] is None
    assert shown[other] is not None
    with pytest.raises(PersonGone):
        erase_person(subject=case, person=person, why="asked", place=GRID, by=operator, at=AT)
    assert [fact.kind for fact in history(person)] == [PERSON_KEPT.name, PERSON_ERASED.name]
    with door(operator, case):
        assert raw("SELECT count(*) FROM people.person_key WHERE person_id = %s", person) == [(0,)]


def test_a_resident_may_have_their_own_contact_erased_and_no_other():
    case = uuid4()
    person = keep(case)
    resident = reporter("ab" * 32)
    with pytest.raises(NotPermitted):
        erase_person(subject=case, person=person, why="asked", place=GRID, by=resident, at=AT)
    erase_person(subject=case, person=person, why="asked", place=GRID, by=resident, at=AT, participant=True)


def test_erasing_needs_a_known_reason_the_right_case_and_the_permission():
    case = uuid4()
    person = keep(case)
    operator = an_actor("operator")
    with pytest.raises(ErasureUnknown):
        erase_person(subject=case, person=person, why="bored", place=GRID, by=operator, at=AT)
    with pytest.raises(PersonNotFound):
        erase_person(subject=uuid4(), person=person, why="asked", place=GRID, by=operator, at=AT)
    with pytest.raises(NotPermitted):
        erase_person(
            subject=case, person=person, why="asked", place=GRID, by=an_actor("handler", unit=uuid4()), at=AT
        )
    erase_person(subject=case, person=person, why="expired", place=GRID, by=service("retention"), at=AT)
