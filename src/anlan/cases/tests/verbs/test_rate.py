import pytest

from anlan.cases.errors import MoveForbidden, ScoreWrong
from anlan.cases.tests.verbs.moves import do, everything, last


def test_the_reporter_says_how_it_was(gallery):
    case = do(gallery, "rate", words="处理及时")
    assert (case.state, case.score) == ("rated", 4)
    assert last(case.id).payload == {"score": 4, "most": 5}


@pytest.mark.parametrize("score", [0, 6, -1, 10**9])
def test_a_score_off_the_scale_is_refused(gallery, score):
    before = everything()
    with pytest.raises(ScoreWrong) as refusal:
        do(gallery, "rate", score=score)
    assert refusal.value.field == "score"
    assert everything() == before


def test_a_second_rating_is_refused(gallery):
    by = gallery.actor("reporter:rated")
    with pytest.raises(MoveForbidden):
        do(gallery, "rate", case=gallery.cases["rated"], by=by)
