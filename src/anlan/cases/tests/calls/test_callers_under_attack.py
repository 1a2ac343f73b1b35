"""Who called stays unknown to whoever tries numbers, reads the ledger, repeats a call or opens a case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from anlan.access.errors import CallerLookedUpLately, LookUpsSpent
from anlan.access.public import anonymous, keep_person, token_hmac
from anlan.access.verbs.look_up_caller import MOST_A_DAY
from anlan.cases.callrules.errors import CallOver
from anlan.cases.calls.queue import figures
from anlan.cases.calls.verbs.join_call import join_call
from anlan.cases.calls.verbs.see_earlier import see_earlier
from anlan.cases.calls.verbs.take_call import AnswerGiven, Wish
from anlan.cases.calls.verbs.take_callback import take_callback
from anlan.cases.errors import KeyReused
from anlan.cases.models import Intake, Joined
from anlan.cases.public import close, join, joined
from anlan.cases.tests.calls.calling import NUMBER, call, promised, surveyed
from anlan.ledger.models import FactRow
from anlan.ledger.public import history
from anlan.portal.pace import REPORTS

DIGITS = "13812341234"


def see(town, *, number=NUMBER, by=None):
    return see_earlier(
        by=by or town.actor("operator"), at=town.at, call=uuid4(), capability="hotline", number=number, agreed=True
    )  # fmt: skip


def marks(case):
    return {bytes(row.mark) for row in Joined.objects.filter(case=case)}


def test_a_number_cannot_be_tested_by_joining_as_a_browser(town):
    case = town.case()
    join_call(by=town.actor("operator"), at=town.at, call=uuid4(), case=case.id, number=NUMBER)
    for key in (f"caller:{DIGITS}", DIGITS, f"call:caller:{DIGITS}", f"join:call:{DIGITS}"):
        assert join(by=anonymous, at=town.at, case=case.id, key=key), key


def test_whoever_is_signed_in_cannot_join_without_end(gallery, browser):
    REPORTS.forget()
    client, sent = browser("resident"), {"handle": "forged", "key": "k"}
    told = [client.post("/api/join", sent, content_type="application/json").status_code for _ in range(31)]
    REPORTS.forget()
    assert (told[0], told[-1]) == (404, 429)


def test_the_ledger_holds_the_operator_and_no_mark_of_the_number(town):
    case, by = town.case(), town.actor("operator")
    join_call(by=by, at=town.at, call=uuid4(), case=case.id, number=NUMBER)
    (mark,) = marks(case)
    bodies = b"".join(bytes(row) for row in FactRow.objects.values_list("body", flat=True))
    assert mark.hex().encode() not in bodies
    assert history(case.id)[-1].actor == by.ref


def test_the_mark_of_a_number_goes_when_the_case_ends_and_the_count_stays(town):
    case, by = call(town), town.actor("operator")
    join_call(by=by, at=town.at, call=uuid4(), case=case.id, number=NUMBER)
    join_call(by=by, at=town.at, call=uuid4(), case=case.id, number="13900000000")
    before = marks(case)
    close(by=by, at=town.at, case=case.id, outcome="explained", words="已告知")
    assert joined(case.id) == 2
    assert len(marks(case)) == 2
    assert not marks(case) & before


def test_every_call_that_joins_names_its_operator_and_is_over_then(town):
    first, second, id = town.case(), town.case(), uuid4()
    by = town.actor("operator")
    join_call(by=by, at=town.at, call=id, case=first.id, number=NUMBER)
    with pytest.raises(CallOver):
        join_call(by=by, at=town.at, call=id, case=second.id, number="13900000000")
    assert joined(second.id) == 0
    taken = uuid4()
    call(town, id=taken)
    with pytest.raises(CallOver):
        join_call(by=by, at=town.at, call=taken, case=second.id)


def test_a_made_up_call_does_not_open_the_same_number_again(town):
    case, by, other = call(town), town.actor("operator"), town.actor("operator", name="other")
    assert see(town, by=by) == [case]
    with pytest.raises(CallerLookedUpLately):
        see(town, by=by, number=f"+86{DIGITS}")
    assert see(town, by=other) == [case]
    town.later(hours=13)
    assert see(town, by=by) == [case]


def test_where_looks_are_remembered_no_number_stands(town):
    see(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM access_cache")
        kept = str(cursor.fetchall())
    assert DIGITS not in kept
    assert "callers" in kept


@pytest.mark.slow
def test_midnight_does_not_start_the_days_looks_anew(town):
    by, tomorrow = town.actor("operator"), localtime(town.at) + timedelta(days=1)
    midnight = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    town.at = midnight - timedelta(hours=7)
    for number in range(MOST_A_DAY):
        if number % 18 == 0:
            town.later(minutes=61)
        see(town, by=by, number=f"139{number:08d}")
    town.at = midnight + timedelta(minutes=10)
    with pytest.raises(LookUpsSpent):
        see(town, by=by)


def test_a_call_back_takes_the_case_before_its_row_as_every_verb_does(town):
    row = promised(town)
    with CaptureQueriesContext(connection) as seen:
        take_callback(by=town.actor("operator"), at=town.at, callback=row.id)
    locks = [one["sql"] for one in seen.captured_queries if "FOR UPDATE" in one["sql"]]
    assert 'FROM "cases_case"' in locks[0]
    assert 'FROM "cases_callback"' in locks[1]


def test_a_caller_is_shown_and_nobody_else_of_the_case(signed_in, town):
    desk, row = signed_in("operator", factor=True), promised(town)
    case = row.case
    keep_person(
        subject=case.id, role="party", by=town.actor("operator"), at=town.at, place=case.place_scope,
        capability=case.capability, phone="13987654321",
    )  # fmt: skip
    desk.post(f"/desk/callbacks/{row.id}/", {"step": "take"})
    shown = desk.post(f"/desk/callbacks/{row.id}/", {"step": "number"}).content.decode()
    assert DIGITS in shown.replace(" ", "")
    assert "13987654321" not in shown.replace(" ", "")


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "13900000000"},
        {"name": "王小明"},
        {"answer": AnswerGiven("explained", "夜间不许施工，已告知。")},
        {"articles": ["building_hours"]},
        {"wish": Wish()},
    ],
)
def test_a_repeated_call_that_says_something_else_is_refused_and_not_dropped(town, changed):
    id = uuid4()
    first = call(town, id=id)
    with pytest.raises(KeyReused):
        call(town, id=id, **changed)
    assert call(town, id=id).pk == first.pk


def test_what_a_call_is_told_apart_by_says_nothing_of_the_number(town):
    ids = [uuid4(), uuid4()]
    for id in ids:
        call(town, id=id)
    digests = {bytes(one.digest) for one in Intake.objects.filter(source__startswith="calls.")}
    assert len(digests) == 2
    assert not digests & {bytes.fromhex(token_hmac(said)) for said in (NUMBER, DIGITS)}


def test_shares_are_counted_where_the_rows_are(town):
    surveyed(town)
    with CaptureQueriesContext(connection) as seen:
        figures(town.actor("operator"), since=town.at, kept_title="kept")
    asked = [one["sql"] for one in seen.captured_queries if '"answers"' in one["sql"]]
    assert asked
    assert all("GROUP BY" in sql for sql in asked)
