"""Who sees people, and that every look is recorded before anything is shown."""

from uuid import uuid4

import pytest

from anlan.access import vault
from anlan.access.actors import Actor, actor_for, reporter
from anlan.access.contacts import Contact
from anlan.access.errors import (
    NotPermitted,
    PersonNotFound,
    PurposeUnknown,
    SecondFactorNeeded,
)
from anlan.access.facts import PERSON_READ
from anlan.access.queries import concealed_people, seen_by
from anlan.access.tests.factories import AT, GRID, OTHER_GRID, OTHER_STREET, an_account, an_actor, give
from anlan.access.tests.people import NAME, PHONE, chain, keep, raw, reveal
from anlan.access.verbs.reveal_person import reveal_person

pytestmark = pytest.mark.django_db


def test_an_operator_of_the_street_sees_what_was_kept():
    case = uuid4()
    person = keep(case)
    (known,) = reveal(case, an_actor("operator"))
    assert (known.id, known.role, known.contact) == (person, "reporter", Contact(NAME, PHONE))


@pytest.mark.parametrize("place", [OTHER_STREET])
def test_an_operator_of_another_street_is_refused(place):
    case = uuid4()
    keep(case)
    with pytest.raises(NotPermitted):
        reveal(case, an_actor("operator", place))


@pytest.mark.parametrize(
    "role", ["supervisor", "leader", "checker", "grid_worker", "auditor", "system_admin"]
)
def test_roles_that_need_not_know_are_refused(role):
    case = uuid4()
    keep(case)
    with pytest.raises(NotPermitted):
        reveal(case, an_actor(role))


def test_without_a_second_factor_nothing_is_shown():
    case = uuid4()
    keep(case)
    with pytest.raises(SecondFactorNeeded):
        reveal(case, an_actor("operator", mfa=False))
    assert seen_by(case) == []


def test_a_reporter_sees_nobody_not_even_by_taking_part():
    case = uuid4()
    keep(case)
    with pytest.raises(NotPermitted):
        reveal(case, reporter("ab" * 32), participant=True)


def test_a_purpose_nobody_knows_is_refused():
    case = uuid4()
    keep(case)
    with pytest.raises(PurposeUnknown):
        reveal_person(subject=case, purpose="curiosity", place=GRID, by=an_actor("operator"), at=AT)


def test_a_look_is_recorded_with_who_when_and_why():
    case = uuid4()
    person = keep(case)
    operator = an_actor("operator", name="李四")
    reveal(case, operator)
    (look,) = seen_by(case)
    assert (look.by, look.name, look.purpose, look.at, look.glass) == (
        operator.ref,
        "李四",
        "contact",
        AT,
        False,
    )
    (fact,) = chain(operator)
    assert PERSON_READ.read(fact).persons == (person,)
    assert fact.about == case


def test_looks_of_a_session_form_one_chain():
    operator = an_actor("operator")
    for _ in range(3):
        case = uuid4()
        keep(case)
        reveal(case, operator)
    assert [fact.seq for fact in chain(operator)] == [1, 2, 3]


def test_if_the_look_cannot_be_recorded_nothing_is_shown(monkeypatch):
    case = uuid4()
    keep(case)

    def fail(*_, **__):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(vault, "record", fail)
    shown = None
    with pytest.raises(RuntimeError):
        shown = reveal(case, an_actor("operator"))
    assert shown is None
    assert raw("SELECT * FROM people.person") == []


def test_no_fact_holds_a_name_or_a_number():
    case = uuid4()
    keep(case)
    reveal(case, an_actor("operator", name="李四"))
    bodies = raw("SELECT body FROM ledger_fact WHERE about = %s", case)
    assert bodies
    assert not any(word.encode() in bytes(row[0]) for row in bodies for word in (NAME, PHONE, "李四"))


def test_somebody_of_another_case_is_not_found():
    case = uuid4()
    person = keep(case)
    with pytest.raises(PersonNotFound):
        reveal(uuid4(), an_actor("operator"), person=person)


def test_a_handler_sees_the_people_of_the_unit_s_cases_only():
    case, unit = uuid4(), uuid4()
    keep(case)
    handler = an_actor("handler", unit=unit)
    assert reveal(case, handler, units=[unit])[0].contact
    with pytest.raises(NotPermitted):
        reveal(case, handler, units=[uuid4()])


def test_whoever_may_read_the_case_sees_the_concealed_form():
    case = uuid4()
    keep(case)
    (known,) = concealed_people(subject=case, place=GRID, by=an_actor("checker", mfa=False))
    assert known.contact == Contact("王**", "138****1234")
    assert seen_by(case) == []
    with pytest.raises(NotPermitted):
        concealed_people(subject=case, place=OTHER_GRID, by=an_actor("checker"))


def test_a_look_through_broken_glass_says_so():
    case = uuid4()
    keep(case)
    account = an_account()
    give(account, "break_glass", GRID, begun=AT, until=AT.replace(minute=30))
    reveal(case, actor_for(account, at=AT, mfa=True))
    assert seen_by(case)[0].glass


def test_an_actor_without_a_session_has_a_chain_too():
    case = uuid4()
    keep(case)
    operator = an_actor("operator")
    bare = Actor(operator.ref, operator.account_id, operator.name, operator.grants, mfa=True)
    reveal(case, bare)
    assert len(seen_by(case)) == 1
