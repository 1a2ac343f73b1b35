import pytest

from anlan.cases.errors import NoteGone, NoteOfSomebodyElse
from anlan.cases.models import Note
from anlan.cases.public import public_story, story
from anlan.cases.tests.verbs.moves import do, everything, last, newest_note


def test_the_words_are_erased_and_that_there_was_a_note_stays(gallery):
    case = do(gallery, "add_note", words="当事人情绪激动", public=True)
    note = last(case.id)
    do(gallery, "withdraw_note")
    assert "情绪激动" not in str(Note.objects.filter(case=case).values_list("words", "mentions"))
    told = [event for event in story(case, gallery.actor("operator")) if event.fact == note.id]
    assert [(one.words, one.withdrawn) for one in told] == [("", True)]
    assert last(case.id).payload == {"note": str(note.id)}
    assert "add_note" not in [event.verb for event in public_story(case)]


def test_the_note_of_somebody_else_is_refused(gallery):
    do(gallery, "add_note", by=gallery.actor("operator"))
    before = everything()
    with pytest.raises(NoteOfSomebodyElse):
        do(gallery, "withdraw_note", by=gallery.actor("supervisor"))
    assert everything() == before


def test_a_note_that_is_withdrawn_cannot_be_withdrawn_again(gallery):
    do(gallery, "add_note")
    do(gallery, "withdraw_note")
    before = everything()
    with pytest.raises(NoteGone):
        do(gallery, "withdraw_note")
    assert everything() == before


def test_words_of_other_verbs_and_notes_of_other_cases_cannot_be_withdrawn(gallery):
    operator = gallery.actor("operator")
    suspended = do(gallery, "suspend", by=operator)
    other = do(gallery, "add_note", case=gallery.cases["other"], by=operator)
    before = everything()
    for fact in (last(suspended.id).id, last(other.id).id):
        with pytest.raises(NoteGone):
            do(gallery, "withdraw_note", by=operator, case=suspended.id, note=fact)
    assert everything() == before


def test_the_newest_note_is_none_where_there_is_none(gallery):
    assert newest_note(gallery).int == 0
