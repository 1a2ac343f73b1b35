import pytest

from anlan.cases.public import public_story, story
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing, TextTooLong, TextUnreadable


def test_words_for_colleagues_stay_among_colleagues(gallery):
    case = do(gallery, "add_note", words="当事人情绪激动")
    assert last(case.id).payload == {"public": False, "mentions": []}
    assert story(case, gallery.actor("operator"))[-1].words == "当事人情绪激动"
    assert "情绪激动" not in str(public_story(case))
    assert "情绪激动" not in str(story(case, gallery.actor("reporter:handling")))


def test_words_for_the_reporter_are_shown_to_them(gallery):
    case = do(gallery, "add_note", words="明日上门", public=True)
    assert public_story(case)[-1].words == "明日上门"


@pytest.mark.parametrize(
    ("words", "error"),
    [("", TextMissing), ("字" * 4001, TextTooLong), ("a\x00", TextUnreadable), ("\udc80", TextUnreadable)],
)
def test_words_that_cannot_be_kept_are_refused(gallery, words, error):
    before = everything()
    with pytest.raises(error):
        do(gallery, "add_note", words=words)
    assert everything() == before
