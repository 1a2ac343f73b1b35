"""Who looks after a place: only whoever holds the role over it then, and `KeeperBook` says the same out of memory."""

from datetime import timedelta

import pytest
from tests.browser.town import account

from anlan.access.public import KeeperBook, Over, keepers_of, revoke_role, service


@pytest.mark.slow
def test_the_book_answers_as_the_database_does(town, settings, django_assert_num_queries):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    street, other = town.district.streets
    account(town, "one.street", "王静", "operator", town.at, place=street)
    later = account(town, "later.on", "赵敏", "operator", town.at + timedelta(days=3), place=other)
    account(town, "whole.district", "周海", "supervisor", town.at)
    ended = account(town, "ended.soon", "李强", "operator", town.at, place=street)
    revoke_role(grant=ended.grants.get().id, by=service("setup"), at=town.at + timedelta(days=1))
    narrow = account(town, "hazards.only", "孙丽", "operator", town.at, place=street)
    narrow.grants.update(capabilities=["hazards"])
    gone = account(town, "not.active", "吴丹", "operator", town.at, place=street)
    gone.is_active = False
    gone.save()
    book, moments = KeeperBook(), [town.at + timedelta(hours=12 * step) for step in range(-1, 10)]
    asked = [
        (roles, place, at, capability)
        for roles in (("operator",), ("operator", "supervisor"))
        for place in (town.grid, town.far_grid, street, town.district.code)
        for at in moments
        for capability in ("hotline", "hazards")
    ]
    told = [
        keepers_of(roles, [Over(place, at, kind)])[Over(place, at, kind)] for roles, place, at, kind in asked
    ]
    everywhere = {Over(place, at, kind) for _, place, at, kind in asked}
    for roles in {roles for roles, *_ in asked}:
        together = keepers_of(roles, everywhere)
        assert [together[Over(*one)] for of, *one in asked if of == roles] == [
            said for said, (of, *_) in zip(told, asked, strict=True) if of == roles
        ]
    assert any(later.ref in each for each in told)
    assert any(ended.ref in each for each in told)
    assert not any(gone.ref in each for each in told)
    assert {kind for (*_, kind), each in zip(asked, told, strict=True) if narrow.ref in each} == {"hazards"}
    assert {
        at < town.at + timedelta(days=1)
        for (_, _, at, _), each in zip(asked, told, strict=True)
        if ended.ref in each
    } == {True}
    with django_assert_num_queries(1):
        assert [book.over(roles, place=p, at=at, capability=kind) for roles, p, at, kind in asked] == told
