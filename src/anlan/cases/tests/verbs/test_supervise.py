import pytest

from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.kit.words import TextMissing


def test_a_case_is_put_under_watch_and_let_go_again(gallery):
    case = do(gallery, "supervise")
    assert case.supervised
    assert last(case.id).payload == {"on": True}
    assert not do(gallery, "supervise", on=False, words="已落实").supervised
    assert last(case.id).payload == {"on": False}


def test_without_what_is_expected_it_is_refused(gallery):
    before = everything()
    with pytest.raises(TextMissing):
        do(gallery, "supervise", words=" ")
    assert everything() == before
