"""What waits where: every number is as long as the list it opens, and no list reaches past the reader's area."""

import pytest
from django.http import QueryDict
from django.test import Client
from tests.browser.town import account

from anlan.cases.public import inbox, raise_objection, request_extension
from anlan.cases.web.inbox import filters_of
from anlan.cases.web.workload import _COLUMNS, _address
from anlan.cases.workload import workload
from anlan.kit import clock

pytestmark = pytest.mark.slow


@pytest.fixture
def busy(town):
    """Two finished, one objected to, one that wants more time, one unsorted, one in the other street."""
    town.handled()
    town.handled()
    squad = town.actor("handler", unit="street1.urban")
    objected = town.case()
    raise_objection(by=squad, at=town.at, case=objected.id, words="不属于本单位职责")
    longer = town.case()
    from anlan.cases.public import accept

    accept(by=squad, at=town.at, case=longer.id)
    request_extension(by=squad, at=town.at, case=longer.id, clock="handle", value=2, words="等待配件")
    town.report(category="")
    town.case(place=town.far_grid)
    return town


def test_every_number_is_as_long_as_its_list(busy):
    for actor in (busy.actor("supervisor"), busy.actor("operator", place=busy.district.streets[0])):
        loads = workload(actor)
        assert sum(load.objected for load in loads) == 1
        assert sum(load.more_time for load in loads) == 1
        assert sum(load.to_check for load in loads) == 2
        for load in loads:
            for column, filters in _COLUMNS.items():
                asked = QueryDict(_address(load, filters).partition("?")[2])
                assert len(inbox(actor, filters_of(asked), limit=100)) == getattr(load, column), column


def test_nobody_counts_another_streets_cases(busy):
    whole = sum(load.open for load in workload(busy.actor("supervisor")))
    street = sum(load.open for load in workload(busy.actor("operator", place=busy.district.streets[0])))
    assert street == whole - 1
    assert workload(busy.actor("auditor")) == []


def test_the_table_costs_one_query_however_many_units(busy, django_assert_num_queries):
    actor = busy.actor("supervisor")
    with django_assert_num_queries(1):
        workload(actor)


def test_the_page_is_for_who_supervises_and_names_those_nobody_owns(busy, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: busy.at)

    def asking(role, **where):
        client = Client(headers={"accept-language": "zh-hans"})
        person = account(busy, f"who.{role}", "周海", role, busy.at, **where)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get("/desk/workload/")

    page = asking("supervisor").content.decode()
    assert "lead=none" in page
    assert "asked=objection" in page
    assert asking("handler", unit="street1.urban").status_code == 403
