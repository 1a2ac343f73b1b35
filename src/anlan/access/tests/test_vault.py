"""The vault under attack: by other rooms' mistakes, by raw SQL as the app role, by whoever has the database."""

import base64
import os
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection

from anlan.access import vault
from anlan.access.actors import Actor, actor_for, anonymous, reporter, service
from anlan.access.contacts import Contact, conceal_name, conceal_phone
from anlan.access.errors import (
    ContactEmpty,
    ErasureUnknown,
    NotPermitted,
    PersonGone,
    PersonNotFound,
    PersonSealBroken,
    PhoneInvalid,
    PurposeUnknown,
    SecondFactorNeeded,
    WrappingKeyMissing,
)
from anlan.access.facts import PERSON_ERASED, PERSON_KEPT, PERSON_READ
from anlan.access.models import Person
from anlan.access.queries import concealed_people, seen_by
from anlan.access.sealing import seal, unseal
from anlan.access.tests.factories import AT, GRID, OTHER_GRID, OTHER_STREET, an_account, an_actor, give
from anlan.access.vault import door, open_people
from anlan.access.verbs.erase_person import erase_person
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.reveal_person import reveal_person
from anlan.ledger.public import history, history_about

pytestmark = pytest.mark.django_db
NAME, PHONE = "王小明", "13812341234"


def keep(case, *, by=anonymous, name=NAME, phone=PHONE):
    return keep_person(subject=case, role="reporter", by=by, at=AT, name=name, phone=phone)


def reveal(case, by, **more):
    return reveal_person(subject=case, purpose="contact", place=GRID, by=by, at=AT, **more)


def chain(actor):
    assert actor.session
    return history(actor.session)


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_the_tests_work_as_the_app_role():
    assert raw("SELECT current_user")[0][0] == "anlan_app"


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


def test_raw_sql_without_an_open_door_shows_no_row():
    case = uuid4()
    keep(case)
    assert raw("SELECT * FROM people.person") == []
    assert raw("SELECT * FROM people.person_key") == []


def test_the_door_opens_one_case_only():
    mine, other = uuid4(), uuid4()
    keep(mine)
    keep(other)
    with door(an_actor("operator"), mine):
        assert {row[0] for row in raw("SELECT subject FROM people.person")} == {mine}
        with door(an_actor("operator"), other):
            assert {row[0] for row in raw("SELECT subject FROM people.person")} == {other}
        assert {row[0] for row in raw("SELECT subject FROM people.person")} == {mine}
    assert raw("SELECT * FROM people.person") == []


def test_the_door_closes_after_an_error():
    case = uuid4()
    keep(case)
    with pytest.raises(RuntimeError), door(an_actor("operator"), case):
        raise RuntimeError
    assert raw("SELECT * FROM people.person") == []


def test_a_case_without_an_actor_opens_nothing():
    case = uuid4()
    keep(case)
    raw("SELECT set_config('anlan.case', %s, true)", str(case))
    assert raw("SELECT * FROM people.person") == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people.person SET subject = gen_random_uuid()",
        "UPDATE people.person_key SET wrapped = wrapped",
        "DELETE FROM people.person",
        "TRUNCATE people.person_key",
        "ALTER TABLE people.person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people.person_key DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_case ON people.person",
    ],
)
def test_the_app_role_may_not_change_what_is_sealed(sql):
    with pytest.raises(ProgrammingError), door(an_actor("operator"), uuid4()):
        raw(sql)


def test_a_row_cannot_be_written_into_another_case():
    mine, other = uuid4(), uuid4()
    with pytest.raises(ProgrammingError, match="row-level security"), door(an_actor("operator"), mine):
        Person.objects.create(subject=other, role="party", sealed=b"x" * 40, kept_at=AT, kept_by="service:x")


def test_a_key_of_another_case_cannot_be_deleted():
    case = uuid4()
    keep(case)
    with door(an_actor("operator"), uuid4()), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people.person_key")
        assert cursor.rowcount == 0
    assert reveal(case, an_actor("operator"))[0].contact


def test_nothing_readable_is_stored():
    case = uuid4()
    keep(case)
    keep(case)
    with door(an_actor("operator"), case):
        rows = raw(
            "SELECT sealed, wrapped FROM people.person p JOIN people.person_key k ON k.person_id = p.id"
        )
    sealed = [bytes(row[0]) for row in rows]
    assert len(set(sealed)) == 2, "the same words twice give two ciphertexts"
    assert all(NAME.encode() not in one and PHONE.encode() not in one for one in sealed)


def test_ciphertext_moved_to_another_person_or_case_does_not_open():
    one, two, case = uuid4(), uuid4(), uuid4()
    sealed, wrapped, by = seal(b"words", person=one, subject=case)
    assert unseal(sealed, wrapped, by, person=one, subject=case) == b"words"
    with pytest.raises(PersonSealBroken):
        unseal(sealed, wrapped, by, person=two, subject=case)
    with pytest.raises(PersonSealBroken):
        unseal(sealed, wrapped, by, person=one, subject=uuid4())
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(PersonSealBroken):
        unseal(changed, wrapped, by, person=one, subject=case)


def test_without_the_wrapping_key_the_database_tells_nothing(monkeypatch):
    case = uuid4()
    keep(case)
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(WrappingKeyMissing):
        reveal(case, an_actor("operator"))


def test_a_renewed_wrapping_key_still_opens_what_the_old_one_wrapped(monkeypatch):
    old, new = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", old)
    case = uuid4()
    keep(case)
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", f"{new},{old}")
    keep(case)
    assert [one.contact for one in reveal(case, an_actor("operator"))] == [Contact(NAME, PHONE)] * 2


def test_the_wrapping_key_file_is_made_once_and_readable_by_nobody_else(settings, tmp_path, monkeypatch):
    from anlan.access.sealing import wrapping_keys

    monkeypatch.delenv("ANLAN_PEOPLE_KEY", raising=False)
    settings.STATE = tmp_path
    first = wrapping_keys()
    path = tmp_path / "keys" / "people_kek"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert wrapping_keys() == first
    assert sorted(os.listdir(path.parent)) == ["people_kek"]


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


def test_an_administrator_may_not_keep_people():
    with pytest.raises(NotPermitted):
        keep(uuid4(), by=an_actor("system_admin"))


def test_an_empty_contact_and_a_wrong_number_are_refused():
    with pytest.raises(ContactEmpty):
        keep(uuid4(), name=" ", phone="")
    with pytest.raises(PhoneInvalid):
        keep(uuid4(), phone="call me")


def test_a_number_is_kept_plain_however_it_was_written():
    case = uuid4()
    keep(case, phone="１３８-1234 1234")
    assert reveal(case, an_actor("operator"))[0].contact.phone == PHONE


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812341234", "138****1234"), ("+8613812341234", "+86138****1234"), ("62345678", "****78"), ("", "")],
)
def test_a_number_is_concealed(phone, shown):
    assert conceal_phone(phone) == shown


def test_a_name_is_concealed():
    assert [conceal_name(name) for name in ("王小明", "Wang", "")] == ["王**", "W**", ""]


def test_opening_gives_sealed_rows_only_after_the_fact():
    case = uuid4()
    keep(case)
    operator = an_actor("operator")
    with open_people(operator, case, "contact", AT, place=GRID) as rows:
        assert len(rows) == 1
        assert [fact.kind for fact in history_about(case)][-1] == PERSON_READ.name


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
