"""GET /api/measures: scoped, with both numbers of every share."""

from datetime import timedelta

import pytest
from django.test import Client

from anlan.access.public import create_account, grant_role, service
from anlan.measures.public import roll


@pytest.fixture
def operator(town, client: Client) -> Client:
    from anlan.access.models import Account

    setup = service("setup")
    account = create_account(username="li.ming", name="李明", password="9f-Kd72-qqWx", by=setup, at=town.at)
    grant_role(
        account=account.id, role="operator", place=town.district.code, until=town.at + timedelta(days=300), by=setup,
        at=town.at, reason="test",
    )  # fmt: skip
    client.force_login(Account.objects.get(pk=account.id))
    return client


def test_a_share_comes_with_both_its_numbers_and_its_definition(town, operator: Client) -> None:
    town.case()
    roll(at=town.at)
    told = operator.get("/api/measures").json()
    assert told["on_time"]["denominator"] == 0
    assert told["on_time"]["value"] is None
    assert told["duplicates"]["left_out"] == {"open": 1}
    assert told["hours"]["definition"].startswith("从受理到结案")
    assert told["position"] > 0


def test_it_speaks_english_too(town, operator: Client) -> None:
    told = operator.get("/api/measures", headers={"Accept-Language": "en"}).json()
    assert told["hours"]["definition"].startswith("Hours from report")


def test_a_stranger_is_refused(town, client: Client) -> None:
    assert client.get("/api/measures").status_code == 403


@pytest.mark.parametrize("query", ["place=5", "since=2026-03-02", "capability=" + "x" * 50])
def test_what_cannot_be_is_refused(town, operator: Client, query: str) -> None:
    assert operator.get(f"/api/measures?{query}").status_code == 422
