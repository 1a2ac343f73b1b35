"""Earlier matters of a caller under attack: without consent, from another street, by trying numbers, by listing."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

import anlan
from anlan.access.errors import CallerAskedAlready, ConsentMissing, LookUpsSpent, PhoneInvalid
from anlan.access.public import NotPermitted, drop_old_marks, erase_person
from anlan.access.verbs.look_up_caller import MOST_AN_HOUR
from anlan.cases.callrules.errors import CallOver, NoEarlierHere
from anlan.cases.calls.verbs.see_earlier import see_earlier
from anlan.cases.public import concealed, looks_at
from anlan.cases.tests.calls.calling import NUMBER, call
from anlan.ledger.models import FactRow
from anlan.ledger.public import history_about


def see(town, *, by=None, number=NUMBER, agreed=True, id=None, capability="hotline"):
    return see_earlier(
        by=by or town.actor("operator"),
        at=town.at,
        call=id or uuid4(),
        capability=capability,
        number=number,
        agreed=agreed,
    )


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_who_agrees_is_found_however_the_number_is_written(town):
    case = call(town)
    for number in ("13812341234", "+86 138 1234 1234", "１３８１２３４１２３４"):
        assert [one.pk for one in see(town, number=number)] == [case.pk]
        town.later(hours=13)


def test_the_consent_is_a_fact_of_the_call_and_each_case_tells_of_the_look(town):
    case, id = call(town), uuid4()
    see(town, id=id)
    (agreed,) = history_about(id)
    assert (agreed.kind, agreed.payload) == ("access.look_up_caller", {"purpose": "earlier"})
    (look,) = looks_at(case, by=town.actor("operator"))
    assert look.purpose == "earlier"
    assert not look.glass


def test_without_consent_nothing_is_looked_up_and_nothing_recorded(town):
    case, id = call(town), uuid4()
    with pytest.raises(ConsentMissing):
        see(town, id=id, agreed=False)
    assert history_about(id) == []
    assert looks_at(case, by=town.actor("operator")) == []


def test_a_consent_is_good_for_one_look_in_one_call(town):
    call(town)
    id = uuid4()
    see(town, id=id)
    with pytest.raises(CallerAskedAlready):
        see(town, id=id, number="13900000000")


def test_after_the_call_nothing_is_looked_up_any_more(town):
    id = uuid4()
    call(town, id=id)
    with pytest.raises(CallOver):
        see(town, id=id)


def test_an_operator_of_the_other_street_sees_nothing_of_it(town):
    case = call(town)
    far = town.actor("operator", place=town.district.streets[1])
    assert see(town, by=far) == []
    assert looks_at(case, by=town.actor("operator")) == [], "nothing was shown, so nothing is told"


@pytest.mark.parametrize(
    "role", ["supervisor", "leader", "handler", "grid_worker", "auditor", "system_admin", "resident"]
)
def test_nobody_but_operators_may_look(town, role):
    call(town)
    by = town.actor(role, unit="street1.urban") if role == "handler" else town.actor(role)
    with pytest.raises(NotPermitted):
        see(town, by=by)


def test_numbers_cannot_be_tried_out_one_after_the_other(town):
    for number in range(MOST_AN_HOUR):
        see(town, number=f"139000000{number:02d}")
    with pytest.raises(LookUpsSpent):
        see(town, number=NUMBER)
    town.later(minutes=61)
    assert see(town) == []


def test_what_is_no_number_is_refused(town):
    for wrong in ("", "abc", "%%%", "' OR 1=1 --"):
        with pytest.raises(PhoneInvalid):
            see(town, number=wrong)


def test_a_capability_that_does_not_allow_it_refuses(town):
    with pytest.raises(NoEarlierHere):
        see(town, capability="hazards")


def test_what_is_older_than_the_capability_looks_back_is_not_found(town):
    call(town)
    town.later(days=366)
    assert see(town) == []


def test_a_list_of_callers_cannot_be_made(town):
    for _ in range(3):
        call(town)
    assert rows("SELECT current_user") == [("anlan_app",)]
    assert rows("SELECT * FROM people.caller_mark") == []
    assert rows("SELECT mark, count(*) FROM people.caller_mark GROUP BY mark") == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people.caller_mark")
        assert cursor.rowcount == 0


def test_the_looks_say_neither_whose_number_nor_how_many_were_found(town):
    call(town)
    see(town)
    bodies = [
        bytes(row)
        for row in FactRow.objects.filter(kind="access.look_up_caller").values_list("body", flat=True)
    ]
    assert len(bodies) == 1
    assert b"1234" not in re.sub(rb"[0-9a-f-]{36}|\d{4}-\d\d-\d\d\S*", b"", bodies[0])


def test_who_was_erased_is_not_found_any_more(town):
    case, by = call(town), town.actor("operator")
    (known,) = concealed(case, by=by)
    erase_person(
        subject=case.id,
        person=known.id,
        why="asked",
        place=case.place_scope,
        by=by,
        at=town.at,
        capability="hotline",
    )
    assert see(town) == []


def test_marks_of_three_years_ago_are_dropped(town):
    call(town)
    assert drop_old_marks(town.at + timedelta(days=3 * 365 - 1)) == 0
    assert drop_old_marks(town.at + timedelta(days=3 * 365 + 1)) == 1
    assert see(town) == []


def test_a_resident_who_reports_by_themselves_is_not_marked(town):
    town.report(contact={"phone": NUMBER})
    assert see(town) == []


def test_there_is_one_way_to_the_marks_and_it_asks_for_consent():
    source = Path(anlan.__file__).parent
    users = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if "tests" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "anlan.access.callers"
        and {name.name for name in node.names} & {"marked", "mark_of"}
    }
    assert users == {"access/verbs/look_up_caller.py"}
