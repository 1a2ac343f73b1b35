"""The supervisor's view: every number is as long as the list it opens, and no list reaches past the reader's area."""

import html
import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from tests.browser.town import account

from anlan.access.models import Account
from anlan.cases import supervision
from anlan.cases.errors import CaseNotFound
from anlan.cases.finding.attention import QUIET_HOURS
from anlan.cases.models import Case
from anlan.cases.public import (
    accept,
    inbox,
    raise_objection,
    request_extension,
    send_back,
    supervise,
    suspend,
)
from anlan.cases.supervision import ASKED, Narrow, is_street, seen_by
from anlan.cases.tasks import sweep
from anlan.cases.verbs import VERBS
from anlan.cases.web.filtering import filters_of
from anlan.cases.web.supervise import _list, _of_line
from anlan.kit import clock
from anlan.kit.codes import span
from anlan.ledger.public import history
from anlan.notices.models import Notice
from anlan.parties.public import close_unit

pytestmark = pytest.mark.slow
LINES = ("unit", "street", "capability")


@pytest.fixture
def busy(town):
    """One of each: old and quiet, finished, sent back, objected to, more time asked, unsorted, elsewhere, watched."""
    squad, over = town.actor("handler", unit="street1.urban"), town.actor("supervisor")
    town.case(words="很久没人管")
    town.later(hours=30)
    sweep(town.at)
    town.later(hours=QUIET_HOURS)
    town.handled()
    again = town.handled()
    send_back(by=over, at=town.at, case=again.id, words="车还在")
    objected = town.case()
    raise_objection(by=squad, at=town.at, case=objected.id, words="不属于本单位职责")
    longer = town.case()
    accept(by=squad, at=town.at, case=longer.id)
    request_extension(by=squad, at=town.at, case=longer.id, clock="handle", value=2, words="等待配件")
    watched = town.case(place=town.far_grid)
    supervise(by=over, at=town.at, case=watched.id, words="三日内报进展")
    town.report(category="")
    town.report(place=310105999999002)
    town.settle()
    return town


def listed(actor, filters, at):
    asked = QueryDict(_list(**filters).partition("?")[2])
    return inbox(actor, filters_of(asked, at), limit=100)


@pytest.mark.parametrize("by", LINES)
def test_every_number_is_as_long_as_its_list(busy, by):
    for actor in (busy.actor("supervisor"), busy.actor("operator", place=busy.district.streets[0])):
        seen = seen_by(actor, by=by, at=busy.at)
        for load in seen.loads:
            for name, filters in ASKED.items():
                found = listed(actor, {**filters, **_of_line(by, load)}, busy.at)
                assert len(found) == load.numbers[name], (name, load.key)
        for name, filters in ASKED.items():
            assert len(listed(actor, filters, busy.at)) == seen.totals[name], name


def test_each_exception_is_found(busy):
    totals = seen_by(busy.actor("supervisor"), by="unit", at=busy.at).totals
    expected = {"quiet": 1, "returned": 1, "objected": 1, "more_time": 1, "supervised": 1, "to_check": 1}
    assert {name: totals[name] for name in expected} == expected
    assert totals["late"] >= 1
    assert totals["open"] == 8


def test_every_number_of_the_page_opens(busy, signed_in):
    client = signed_in("supervisor")
    page = client.get("/desk/supervise/").content.decode()
    addresses = {html.unescape(one) for one in re.findall(r'href="(/desk/\?[^"]+)"', page)}
    assert {f"/desk/?asked={kind}" for kind in ("objection", "extension")} < addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )


def test_nearly_late_is_what_a_clock_ends_soon_and_what_is_late_is_not_nearly_late(town):
    case = town.case()
    over = town.actor("supervisor")
    due = Case.objects.get(pk=case.pk).next_due

    def seen(at):
        totals = seen_by(over, by="unit", at=at).totals
        return totals["soon"], totals["late"]

    assert seen(due - timedelta(hours=3)) == (1, 0)
    assert seen(due - timedelta(hours=5)) == (0, 0)
    Case.objects.filter(pk=case.pk).update(late=True)
    assert seen(due) == (0, 1)


def test_what_a_closed_unit_kept_is_unanswered_at_once(town):
    case = town.case()
    over = town.actor("supervisor")
    assert seen_by(over, by="unit", at=town.at).totals["quiet"] == 0
    unit = town.units["street1.urban"]
    close_unit(unit=unit.id, by=town.actor("system_admin"), at=town.later(minutes=1), leave=True)
    assert seen_by(over, by="unit", at=town.at).totals["quiet"] == 1
    assert [one.pk for one in listed(over, ASKED["quiet"], town.at)] == [case.pk]


def test_what_waits_for_a_reason_is_not_unanswered(town):
    case, squad = town.case(), town.actor("handler", unit="street1.urban")
    accept(by=squad, at=town.at, case=case.id)
    suspend(by=squad, at=town.at, case=case.id, reason="weather", words="暴雨")
    assert seen_by(town.actor("supervisor"), by="unit", at=town.at + timedelta(days=9)).totals["quiet"] == 0


def test_nobody_counts_another_streets_cases(busy):
    whole = seen_by(busy.actor("supervisor"), by="unit", at=busy.at).totals["open"]
    first = busy.district.streets[0]
    street = seen_by(busy.actor("operator", place=first), by="unit", at=busy.at).totals["open"]
    assert street == whole - 2
    narrowed = seen_by(busy.actor("supervisor"), by="unit", at=busy.at, narrow=Narrow(span(first)))
    assert narrowed.totals["open"] == street
    assert seen_by(busy.actor("auditor"), by="unit", at=busy.at).loads == []


def test_the_table_costs_one_query_and_one_for_closed_units_however_many(busy, django_assert_num_queries):
    actor = busy.actor("supervisor")
    with django_assert_num_queries(2):
        seen_by(actor, by="unit", at=busy.at)


def test_too_much_is_said_and_every_number_is_then_the_least(busy, monkeypatch):
    monkeypatch.setattr(supervision, "MOST_SEEN", 3)
    seen = seen_by(busy.actor("supervisor"), by="unit", at=busy.at)
    assert seen.cut
    assert seen.totals["open"] == 4


def test_streets_are_told_from_what_lies_in_none():
    assert is_street(310105001000000)
    assert not is_street(310105000000000)
    assert not is_street(310105999000000)


@pytest.fixture
def asking(busy, settings, monkeypatch):
    """`asking("supervisor", "/desk/supervise/")`: the answer for somebody with that role."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: busy.at)

    def ask(role, path, data=None, **where):
        client = Client(headers={"accept-language": "zh-hans"})
        name = f"who.{role}.{len(where)}"
        person = Account.objects.filter(username=name).first() or account(
            busy, name, "周海", role, busy.at, **where
        )
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post(path, data) if data is not None else client.get(path)

    return ask


@pytest.mark.parametrize("by", LINES)
def test_the_page_is_for_who_supervises(asking, by):
    page = asking("supervisor", f"/desk/supervise/?by={by}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "asked=objection" in text
    assert "quiet=72" in text
    assert asking("leader", "/desk/supervise/").status_code == 200
    assert asking("handler", "/desk/supervise/", unit="street1.urban").status_code == 403
    assert asking("supervisor", "/desk/workload/").headers["Location"] == "/desk/supervise/"
    assert asking("handler", "/desk/workload/", unit="street1.urban").status_code == 403


@pytest.mark.parametrize(
    "asked", ["street=zzz", "street=310105999", "by=nonsense", "capability=%00", "street=" + "9" * 40]
)
def test_odd_narrowing_does_no_harm(asking, asked):
    assert asking("supervisor", f"/desk/supervise/?{asked}").status_code in (200, 422)


@pytest.mark.parametrize(
    "asked", ["soon=x", "soon=0", "quiet=99999", "place=1", "place=310105001000000-5", "place=-"]
)
def test_odd_filters_of_the_inbox_do_not_narrow(busy, asked):
    filters = filters_of(QueryDict(asked), busy.at)
    assert (filters.soon, filters.quiet) == (None, None)


def test_a_supervisor_gives_a_case_to_another_unit_and_says_why(asking, busy):
    case = Case.objects.filter(state="dispatched").order_by("number").first()
    other = busy.units["street1.office"]
    path = f"/desk/{case.number}/reroute/"
    page = asking("supervisor", path)
    assert page.status_code == 200
    assert other.name_zh in page.content.decode()
    sent = {"version": case.version, "unit": str(other.id), "words": "城管一直未处置，改由街道办办理"}
    assert asking("supervisor", path, {**sent, "words": ""}).status_code == 422
    assert asking("supervisor", path, {**sent, "version": case.version - 1}).status_code == 409
    assert asking("supervisor", path, sent).status_code == 302
    case.refresh_from_db()
    assert case.lead_unit == other.id
    assert history(case.id)[-1].kind == "cases.dispatch"
    busy.settle()
    assert Notice.objects.filter(subject=case.id, recipient=f"unit:{other.id}").exists()


def test_nobody_else_gives_a_case_away_and_a_foreign_one_is_not_found(asking, busy):
    case = Case.objects.filter(place_scope=busy.far_grid).first()
    path = f"/desk/{case.number}/reroute/"
    assert asking("operator", path, place=busy.district.streets[0]).status_code == 404
    assert asking("handler", path, unit="street1.urban").status_code == 404
    near = Case.objects.filter(state="dispatched", place_scope=busy.grid).first()
    assert asking("handler", f"/desk/{near.number}/reroute/", unit="street1.urban").status_code == 403


def test_one_that_is_finished_cannot_go_elsewhere(asking, busy):
    done = Case.objects.filter(state="handled").first()
    page = asking("supervisor", f"/desk/{done.number}/reroute/")
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    sent = {"version": done.version, "unit": str(busy.units["street1.office"].id), "words": "改派"}
    assert asking("supervisor", f"/desk/{done.number}/reroute/", sent).status_code == 409


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_case_that_goes_out_of_sight_gives_back_why_it_was_to_go_elsewhere(
    asking, busy, monkeypatch, meanwhile
):
    case = Case.objects.filter(state="dispatched", place_scope=busy.grid).first()
    path, own = f"/desk/{case.number}/reroute/", {"place": busy.district.streets[0]}
    sent = {"version": case.version, "unit": str(busy.units["street1.office"].id), "words": "改由街道办办理"}

    def gone(**_given):
        Case.objects.filter(pk=case.pk).update(place_scope=busy.far_grid)
        raise CaseNotFound

    assert asking("supervisor", path, **own).status_code == 200
    if meanwhile:
        monkeypatch.setitem(VERBS, "dispatch", gone)
    else:
        Case.objects.filter(pk=case.pk).update(place_scope=busy.far_grid)
    answer = asking("supervisor", path, sent, **own)
    assert answer.status_code == 404
    assert sent["words"] in answer.content.decode()
    assert case.text.words not in answer.content.decode()


def test_a_case_finished_meanwhile_gives_back_why_it_was_to_go_elsewhere(asking, busy):
    done = Case.objects.filter(state="handled").first()
    sent = {"version": done.version, "unit": str(busy.units["street1.office"].id), "words": "改由街道办办理"}
    answer = asking("supervisor", f"/desk/{done.number}/reroute/", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'<p class="kept-words">{sent["words"]}</p>' in page
    assert "“待核查”" in page
    assert "“handled”" not in page
