"""Where people land after signing in: at their desk, or at their account when they have none."""

from datetime import timedelta

import pytest

from anlan.access.tests.factories import an_account, give
from anlan.kit import clock

pytestmark = pytest.mark.django_db

DISTRICT = 310105000000000


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("operator", "/desk/"),
        ("leader", "/desk/"),
        ("system_admin", "/desk/admin/units/"),
        ("security_admin", "/desk/admin/accounts/"),
    ],
)
def test_everybody_lands_where_they_work(client, role, where):
    account = an_account()
    now = clock.now()
    give(account, role, DISTRICT, begun=now - timedelta(days=1), until=now + timedelta(days=1))
    client.force_login(account)
    answer = client.get("/account/start/")
    assert (answer.status_code, answer.headers["Location"]) == (302, where)
    assert client.get(where).status_code == 200


def test_without_signing_in_one_is_asked_to(client):
    assert "/accounts/login/" in client.get("/account/start/").headers["Location"]
