"""What is kept of a person, and how it is concealed."""

from uuid import uuid4

import pytest

from anlan.access.contacts import conceal_name, conceal_phone
from anlan.access.errors import (
    ContactEmpty,
    NotPermitted,
    PhoneInvalid,
)
from anlan.access.tests.factories import an_actor
from anlan.access.tests.people import PHONE, keep, reveal

pytestmark = pytest.mark.django_db


def test_an_administrator_may_not_keep_people():
    with pytest.raises(NotPermitted):
        keep(uuid4(), by=an_actor("system_admin"))


def test_an_empty_contact_and_a_wrong_number_are_refused():
    with pytest.raises(ContactEmpty):
        keep(uuid4(), name=" ", phone="")
    with pytest.raises(PhoneInvalid):
        keep(uuid4(), phone="call me")


def test_a_number_is_kept_plain_however_it_was_written():
    case = uuid4()
    keep(case, phone="１３８-1234 1234")
    assert reveal(case, an_actor("operator"))[0].contact.phone == PHONE


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812341234", "138****1234"), ("+8613812341234", "+86138****1234"), ("62345678", "****78"), ("", "")],
)
def test_a_number_is_concealed(phone, shown):
    assert conceal_phone(phone) == shown


def test_a_name_is_concealed():
    assert [conceal_name(name) for name in ("王小明", "Wang", "")] == ["王**", "W**", ""]
