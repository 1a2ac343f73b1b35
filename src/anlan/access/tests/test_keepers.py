"""Who looks after a place: only whoever holds the role over it then, and `KeeperBook` says the same out of memory."""

from datetime import timedelta

import pytest
from tests.browser.town import account

from anlan.access.public import KeeperBook, Over, keepers_of, revoke_role, service

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)
ROLES = (("operator",), ("operator", "supervisor"))


@pytest.fixture
def people(town):
    """Operators of whom one comes later, one goes, one keeps one capability only and one is no longer active."""
    street, other = town.district.streets
    account(town, "one.street", "王静", "operator", town.at, place=street)
    account(town, "whole.district", "周海", "supervisor", town.at)
    made = {
        name: account(town, f"{name}.one", title, "operator", at, place=place)
        for name, title, at, place in (
            ("later", "赵敏", town.at + 3 * DAY, other),
            ("ended", "李强", town.at, street),
            ("narrow", "孙丽", town.at, street),
            ("gone", "吴丹", town.at, street),
        )
    }
    revoke_role(grant=made["ended"].grants.get().id, by=service("setup"), at=town.at + DAY)
    made["narrow"].grants.update(capabilities=["hazards"])
    made["gone"].is_active = False
    made["gone"].save()
    return made


@pytest.fixture
def asked(town):
    """Places below and above, from before the first came until after the last did."""
    return [
        Over(place, town.at + step * DAY / 2, capability)
        for place in (town.grid, town.far_grid, town.district.streets[0], town.district.code)
        for step in range(-1, 10)
        for capability in ("hotline", "hazards")
    ]


def alone(roles, asked):
    return [keepers_of(roles, [one])[one] for one in asked]


def test_only_whoever_holds_the_role_then_for_the_capability_looks_after_a_place(town, people, asked):
    told = alone(ROLES[1], asked)
    about = {
        name: [one for one, refs in zip(asked, told, strict=True) if who.ref in refs]
        for name, who in people.items()
    }
    assert about["gone"] == []
    assert {one.at >= town.at + 3 * DAY for one in about["later"]} == {True}
    assert {one.at < town.at + DAY for one in about["ended"]} == {True}
    assert {one.capability for one in about["narrow"]} == {"hazards"}


@pytest.mark.parametrize("roles", ROLES)
@pytest.mark.usefixtures("people")
def test_many_asked_together_are_answered_as_each_alone(roles, asked):
    assert keepers_of(roles, asked) == dict(zip(asked, alone(roles, asked), strict=True))


@pytest.mark.usefixtures("people")
def test_the_book_answers_as_the_database_does(asked, django_assert_num_queries):
    told = {roles: alone(roles, asked) for roles in ROLES}
    book = KeeperBook()
    with django_assert_num_queries(1):
        for roles in ROLES:
            answers = [
                book.over(roles, place=one.place, at=one.at, capability=one.capability) for one in asked
            ]
            assert answers == told[roles]
