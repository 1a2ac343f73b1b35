"""What was erased stays erased, whatever backup comes back."""

from uuid import uuid4

import pytest

from anlan.access import erasure_list
from anlan.access.actors import anonymous, service
from anlan.access.errors import NotPermitted, PersonGone
from anlan.access.models import PersonKey
from anlan.access.tests.factories import AT, GRID, an_actor
from anlan.access.vault import door
from anlan.access.verbs.erase_person import erase_person
from anlan.access.verbs.keep_person import keep_person
from anlan.access.verbs.repeat_erasures import repeat_erasures
from anlan.access.verbs.reveal_person import reveal_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _state(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("ANLAN_PEOPLE_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    settings.STATE = tmp_path


def test_a_key_that_a_backup_brought_back_is_destroyed_again(django_capture_on_commit_callbacks):
    case, operator = uuid4(), an_actor("operator")
    person = keep_person(subject=case, role="reporter", name="王小明", by=anonymous, at=AT)
    with door(operator, case):
        key = PersonKey.objects.get(person=person)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(subject=case, person=person, why="asked", place=GRID, by=operator, at=AT)
    assert erasure_list.listed() == [(case, person, "asked")]
    assert repeat_erasures(by=service("retention"), at=AT) == 0
    with door(operator, case):
        PersonKey.objects.bulk_create([key])
    assert repeat_erasures(by=service("retention"), at=AT) == 1
    with pytest.raises(PersonGone):
        reveal_person(subject=case, person=person, purpose="contact", place=GRID, by=operator, at=AT)


def test_a_refused_erasure_is_not_on_the_list(django_capture_on_commit_callbacks):
    case = uuid4()
    person = keep_person(subject=case, role="reporter", name="王小明", by=anonymous, at=AT)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotPermitted):
        erase_person(subject=case, person=person, why="asked", place=GRID, by=an_actor("checker"), at=AT)
    assert erasure_list.listed() == []


def test_only_the_program_of_retention_and_whoever_may_erase_repeat_it():
    with pytest.raises(NotPermitted):
        repeat_erasures(by=an_actor("system_admin"), at=AT)
    with pytest.raises(NotPermitted):
        repeat_erasures(by=service("sweeper"), at=AT)


def test_a_line_cut_off_by_a_crash_is_left_out():
    erasure_list.add(uuid4(), uuid4(), "asked")
    with erasure_list.path().open("a") as kept:
        kept.write("01a200b0-46d6-76cd-9f47-9e")
    assert len(erasure_list.listed()) == 1
