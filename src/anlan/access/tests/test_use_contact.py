"""A program that writes to residents uses their contact, is recorded, and nobody else can pretend to be it."""

import pytest

from anlan.access.public import NotPermitted, keep_person, seen_by, service, use_contact


@pytest.fixture
def subject(town):
    receipt = town.report(contact={"name": "周敏", "phone": "13912345678"})
    return receipt.case


def use(town, subject, by, at, role="reporter"):
    return use_contact(subject=subject, role=role, place=town.grid, by=by, at=at)


def test_it_is_recorded_once_a_local_day_for_each_case(town, subject):
    notices = service("notices")
    for hours in (0, 1, 5):
        (known,) = use(town, subject, notices, town.later(hours=hours))
        assert known.contact.phone == "13912345678"
    assert [look.purpose for look in seen_by(subject)] == ["notify"]
    use(town, subject, notices, town.later(hours=9))  # after midnight
    assert len(seen_by(subject)) == 2


def test_only_the_people_of_that_role_are_opened(town, subject):
    keep_person(
        subject=subject,
        role="party",
        by=town.actor("operator"),
        at=town.at,
        place=town.grid,
        phone="13800000000",
    )
    (known,) = use(town, subject, service("notices"), town.at)
    assert known.role == "reporter"
    assert use(town, subject, service("notices"), town.at, role="nobody") == []


@pytest.mark.parametrize("role", ["operator", "handler", "system_admin", "auditor"])
def test_nobody_may_use_it_but_the_program(town, subject, role):
    unit = "street1.urban" if role == "handler" else None
    with pytest.raises(NotPermitted):
        use(town, subject, town.actor(role, unit=unit), town.at)
    for name in ("intake", "sweeper", "setup"):
        with pytest.raises(NotPermitted):
            use(town, subject, service(name), town.at)
    assert seen_by(subject) == []
