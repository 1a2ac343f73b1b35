"""“Me too”: counted once a browser, for an open case one was shown, and nobody is kept."""

from sys import modules

import pytest

from anlan.access.errors import NotPermitted
from anlan.access.public import anonymous, service
from anlan.cases.errors import CaseNotFound, MatterSettled
from anlan.cases.joiners import joined
from anlan.cases.models import Joined
from anlan.cases.public import join, public_story, story
from anlan.cases.same_matter.joining import behind, handle_of, same_matter
from anlan.cases.tests.verbs.moves import everything, last
from anlan.kit.ids import new_id
from anlan.kit.words import TextMissing, TextTooLong

OPEN = ("reported", "routed", "dispatched", "handling", "suspended", "handled", "verified")


def me_too(gallery, state="handling", **changed):
    given = {
        "by": anonymous,
        "at": gallery.town.at,
        "case": gallery.cases[state],
        "key": "a browser's own secret",
    }
    return join(**{**given, **changed})


@pytest.mark.parametrize("state", OPEN)
def test_an_open_case_is_joined_once_a_browser(gallery, state):
    assert me_too(gallery, state) is True
    assert me_too(gallery, state) is False
    assert me_too(gallery, state, key="another browser") is True
    assert joined(gallery.cases[state]) == 2
    assert last(gallery.cases[state]).payload == {"times": 2}


def test_joining_changes_nothing_under_the_hands_of_who_works_on_it(gallery):
    before = gallery.case("handling")
    me_too(gallery)
    after = gallery.case("handling")
    assert (after.version, after.changed_at, after.changed_by) == (
        before.version,
        before.changed_at,
        before.changed_by,
    )


def test_nothing_tells_who_joined_nor_that_it_was_the_same_elsewhere(gallery):
    me_too(gallery)
    me_too(gallery, "routed")
    first, second = last(gallery.cases["handling"]), last(gallery.cases["routed"])
    assert first.actor.startswith("reporter:")
    assert first.actor != second.actor
    marks = {bytes(row.mark) for row in Joined.objects.all()}
    assert len(marks) == 2
    assert not any(b"secret" in mark for mark in marks)


@pytest.mark.parametrize("state", ["closed", "rated"])
def test_a_settled_case_cannot_be_joined(gallery, state):
    before = everything()
    with pytest.raises(MatterSettled):
        me_too(gallery, state)
    assert everything() == before


def test_a_merged_case_counts_where_it_went_on(gallery):
    assert me_too(gallery, "merged") is True
    assert joined(gallery.cases["other"]) == 1
    assert joined(gallery.cases["merged"]) == 0


def test_a_program_without_the_permission_is_refused(gallery):
    with pytest.raises(NotPermitted):
        me_too(gallery, by=service("sweeper"))
    assert not Joined.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "system_admin", "security_admin"])
def test_administrators_who_see_no_case_are_refused(gallery, role):
    with pytest.raises(NotPermitted):
        me_too(gallery, by=gallery.actor(role))


def test_a_case_that_does_not_exist_is_not_found(gallery):
    with pytest.raises(CaseNotFound):
        me_too(gallery, case=new_id())


@pytest.mark.parametrize(("key", "error"), [("", TextMissing), ("k" * 81, TextTooLong)])
def test_without_a_usable_key_it_is_refused(gallery, key, error):
    before = everything()
    with pytest.raises(error):
        me_too(gallery, key=key)
    assert everything() == before


def test_a_failed_fact_undoes_the_change(gallery, monkeypatch):
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("the ledger is full")

    # Through `modules`: in the package the name `join` is the verb's.
    monkeypatch.setattr(modules["anlan.cases.verbs.join"], "record", fail)
    with pytest.raises(RuntimeError, match="ledger is full"):
        me_too(gallery)
    assert everything() == before


def test_its_fact_has_the_fields_of_its_kind_and_no_words(gallery):
    me_too(gallery, key="三楼的窗户")
    fact = last(gallery.cases["handling"])
    assert (fact.kind, set(fact.payload)) == ("cases.join", {"times"})
    assert "窗" not in str(fact.payload) + fact.actor


def test_the_stories_stay_the_work_and_do_not_list_neighbours(gallery):
    case = gallery.case("handling")
    lines = len(story(case, gallery.actor("operator"))), len(public_story(case))
    me_too(gallery)
    assert (len(story(case, gallery.actor("operator"))), len(public_story(case))) == lines


def test_what_a_neighbour_is_told_holds_no_number_no_words_and_no_door(gallery):
    case = gallery.case("handling")
    told = same_matter(case.pk)
    shown = str(told)
    assert str(case.number) not in shown
    assert case.text.words not in shown
    assert str(case.place_scope) not in shown
    assert behind(told.handle) == case.pk


@pytest.mark.parametrize("handle", ["", "100001", "x" * 400, "aaaa:bbbb:cccc"])
def test_a_handle_nobody_gave_opens_nothing(gallery, handle):
    with pytest.raises(CaseNotFound):
        behind(handle)


def test_a_handle_is_not_the_id(gallery):
    case = gallery.cases["handling"]
    with pytest.raises(CaseNotFound):
        behind(str(case))
    assert behind(handle_of(case)) == case


def test_the_desk_reads_how_many_say_the_same(gallery, browser):
    me_too(gallery)
    me_too(gallery, key="another browser")
    number = gallery.case("handling").number
    page = browser("operator").get(f"/desk/{number}/").content.decode()
    assert "另有 2 位邻居反映同样的情况。" in page
