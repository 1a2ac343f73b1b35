"""So many bytes a day for one payer: whatever comes at once, and nothing of it lost by a failure."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory

from anlan.kit.files.allowance import charged, payer_of
from anlan.kit.files.errors import StoredTooMuch

MB = 1024 * 1024
WHO, OTHER = "account:one", "account:other"


@pytest.fixture(autouse=True)
def small(settings):
    settings.ANLAN_STORED_A_DAY = 3


def keep(who, count):
    with charged(who, count, field="photos"):
        pass


@pytest.mark.django_db
def test_a_payer_has_so_much_and_another_one_their_own():
    keep(WHO, 2 * MB)
    with pytest.raises(StoredTooMuch) as refusal:
        keep(WHO, MB + 1)
    assert (refusal.value.field, refusal.value.params) == ("photos", {"most": 3, "hours": 24})
    keep(WHO, MB)
    with pytest.raises(StoredTooMuch):
        keep(WHO, 1)
    keep(OTHER, 3 * MB)


@pytest.mark.django_db
def test_it_is_a_day_from_the_first_and_not_from_the_last(monkeypatch):
    present = time.time()
    monkeypatch.setattr(time, "time", lambda: present)
    keep(WHO, 3 * MB - 1)
    monkeypatch.setattr(time, "time", lambda: present + 23.5 * 3600)
    keep(WHO, 1)
    with pytest.raises(StoredTooMuch) as refusal:
        keep(WHO, 1)
    assert refusal.value.params["hours"] == 1
    monkeypatch.setattr(time, "time", lambda: present + 24 * 3600 + 1)
    keep(WHO, 3 * MB)


@pytest.mark.django_db
def test_what_could_not_be_stored_is_given_back():
    with pytest.raises(OSError, match="full"), charged(WHO, 3 * MB, field="photos"):
        raise OSError("the disk is full")
    keep(WHO, 3 * MB)


@pytest.mark.django_db
def test_what_is_kept_names_nobody():
    keep("203.0.113.9", MB)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM access_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert any("kit.stored." in key for key in keys)
    assert not any("203.0.113.9" in key for key in keys)


@pytest.mark.slow
@pytest.mark.usefixtures("scratch_database")
def test_of_many_at_once_no_more_get_in_than_there_is_room_for():
    def one(_number):
        try:
            keep(WHO, MB)
        except StoredTooMuch:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(18))) == 3


def test_without_an_account_the_network_pays():
    request = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    request.user = AnonymousUser()
    assert payer_of(request) == "2001:db8:1:2::/64"
