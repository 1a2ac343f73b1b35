"""What somebody has who has the database: nothing without the wrapping key."""

import base64
import os
from uuid import uuid4

import pytest

from anlan.access.contacts import Contact
from anlan.access.errors import (
    PersonSealBroken,
    WrappingKeyMissing,
)
from anlan.access.sealing import seal, unseal
from anlan.access.tests.factories import an_actor
from anlan.access.tests.people import NAME, PHONE, keep, raw, reveal
from anlan.access.vault import door

pytestmark = pytest.mark.django_db


def test_nothing_readable_is_stored():
    case = uuid4()
    keep(case)
    keep(case)
    with door(an_actor("operator"), case):
        rows = raw(
            "SELECT sealed, wrapped FROM people.person p JOIN people.person_key k ON k.person_id = p.id"
        )
    sealed = [bytes(row[0]) for row in rows]
    assert len(set(sealed)) == 2, "the same words twice give two ciphertexts"
    assert all(NAME.encode() not in one and PHONE.encode() not in one for one in sealed)


def test_ciphertext_moved_to_another_person_or_case_does_not_open():
    one, two, case = uuid4(), uuid4(), uuid4()
    sealed, wrapped, by = seal(b"words", person=one, subject=case)
    assert unseal(sealed, wrapped, by, person=one, subject=case) == b"words"
    with pytest.raises(PersonSealBroken):
        unseal(sealed, wrapped, by, person=two, subject=case)
    with pytest.raises(PersonSealBroken):
        unseal(sealed, wrapped, by, person=one, subject=uuid4())
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(PersonSealBroken):
        unseal(changed, wrapped, by, person=one, subject=case)


def test_without_the_wrapping_key_the_database_tells_nothing(monkeypatch):
    case = uuid4()
    keep(case)
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(WrappingKeyMissing):
        reveal(case, an_actor("operator"))


def test_a_renewed_wrapping_key_still_opens_what_the_old_one_wrapped(monkeypatch):
    old, new = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", old)
    case = uuid4()
    keep(case)
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", f"{new},{old}")
    keep(case)
    assert [one.contact for one in reveal(case, an_actor("operator"))] == [Contact(NAME, PHONE)] * 2


def test_the_wrapping_key_file_is_made_once_and_readable_by_nobody_else(settings, tmp_path, monkeypatch):
    from anlan.access.sealing import wrapping_keys

    monkeypatch.delenv("ANLAN_PEOPLE_KEY", raising=False)
    settings.STATE = tmp_path
    first = wrapping_keys()
    path = tmp_path / "keys" / "people_kek"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert wrapping_keys() == first
    assert sorted(os.listdir(path.parent)) == ["people_kek"]
