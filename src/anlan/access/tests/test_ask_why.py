"""Why somebody may see a matter: asked by who supervises it or keeps the accounts, and recorded."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.access.errors import AccountNotFound, NotPermitted
from anlan.access.registries import SubjectFound
from anlan.access.sight import askable, sighted
from anlan.access.tests.factories import (
    AT,
    DISTRICT,
    GRID,
    OTHER_STREET,
    STREET,
    an_account,
    an_actor,
    give,
)
from anlan.access.verbs.ask_why import ask_why
from anlan.ledger.public import history_about

pytestmark = pytest.mark.django_db
UNIT = uuid4()
FOUND = SubjectFound("H-1", GRID, "hotline", frozenset({UNIT}), frozenset({"reporter:x"}))
SUBJECT = uuid4()
GLASS = {"begun": AT - timedelta(minutes=10), "until": AT + timedelta(minutes=30)}


def ask(by, account):
    return ask_why(by=by, at=AT, account=account, subject=SUBJECT, found=FOUND)


def test_the_answer_is_that_of_the_rules_and_is_recorded_about_the_matter():
    account = an_account()
    give(account, "operator", STREET)
    answer = ask(an_actor("supervisor"), account.id)
    assert next(one for one in answer.explanations if one.permission.name == "cases.read").allowed
    (fact,) = history_about(SUBJECT)
    assert (fact.kind, fact.payload) == ("access.ask_why", {"account": str(account.id), "sees": True})


@pytest.mark.parametrize("role", ["supervisor", "security_admin"])
def test_nobody_learns_from_it_who_reported_the_matter(role):
    reporter, other = an_account(name="甲"), an_account(name="乙")
    for account in (reporter, other):
        give(account, "operator", STREET)
    found = replace(FOUND, participants=frozenset({f"account:{reporter.id}"}))
    by = an_actor(role)
    told = [
        [
            (one.permission.name, one.allowed, [reason.zh for reason in one.reasons])
            for one in ask_why(by=by, at=AT, account=asked.id, subject=SUBJECT, found=found).explanations
        ]
        for asked in (reporter, other)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("role", ["operator", "checker", "grid_worker", "system_admin"])
def test_ask_why_is_refused_to_who_neither_supervises_nor_keeps_accounts(role):
    account = an_account()
    give(account, "operator", STREET)
    with pytest.raises(NotPermitted):
        ask(an_actor(role), account.id)
    assert history_about(SUBJECT) == []


@pytest.mark.parametrize("role", ["supervisor", "security_admin"])
def test_ask_why_of_a_matter_elsewhere_is_refused(role):
    with pytest.raises(NotPermitted):
        ask(an_actor(role, OTHER_STREET), an_account().id)


def test_an_account_elsewhere_is_not_found_just_as_none_is():
    account = an_account()
    give(account, "operator", OTHER_STREET)
    for id in (account.id, uuid4()):
        with pytest.raises(AccountNotFound):
            ask(an_actor("supervisor"), id)


def test_who_supervises_a_street_asks_about_those_over_it_too():
    account = an_account(name="区里的人")
    give(account, "operator", DISTRICT)
    assert account in askable(an_actor("supervisor"), at=AT)


def test_the_sighted_are_those_with_a_grant_over_the_place_or_for_a_unit_at_work():
    for role, more in (
        ("operator", {}), ("system_admin", {}), ("break_glass", GLASS), ("handler", {"unit": UNIT}),
        ("handler", {"unit": uuid4()}), ("checker", {"capabilities": ("hazards",)}),
        ("leader", {"place": OTHER_STREET}), ("leader", {"place": DISTRICT, "until": AT}),
    ):  # fmt: skip
        give(an_account(name=role), role, **{"place": STREET, **more})
    found = sighted("cases.read", place=GRID, capability="hotline", units=[UNIT], at=AT)
    assert sorted(one.role for one in found) == ["handler", "operator"]
