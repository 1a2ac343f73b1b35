"""The vault's door under attack: by other rooms' mistakes, by raw SQL as the app role."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection

from anlan.access.facts import PERSON_READ
from anlan.access.models import Person
from anlan.access.tests.factories import AT, GRID, an_actor
from anlan.access.tests.people import keep, raw, reveal
from anlan.access.vault import door, open_people
from anlan.ledger.public import history_about

pytestmark = pytest.mark.django_db


def test_the_tests_work_as_the_app_role():
    assert raw("SELECT current_user")[0][0] == "anlan_app"


def test_row_level_security_is_forced_on_every_table():
    tables = "relnamespace = 'people'::regnamespace AND relkind = 'r'"
    rows = raw(f"SELECT relname, relforcerowsecurity FROM pg_class WHERE {tables}")
    assert sorted(rows) == [("caller_mark", True), ("person", True), ("person_key", True)]


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


def test_opening_gives_sealed_rows_only_after_the_fact():
    case = uuid4()
    keep(case)
    operator = an_actor("operator")
    with open_people(operator, case, "contact", AT, place=GRID) as rows:
        assert len(rows) == 1
        assert [fact.kind for fact in history_about(case)][-1] == PERSON_READ.name
