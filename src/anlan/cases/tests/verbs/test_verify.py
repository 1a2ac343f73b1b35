from dataclasses import replace

import pytest
from tests.fixtures.gallery import UNIT

from anlan.cases.errors import AnswerMissing, AnswerWrong, OwnWork
from anlan.cases.tests.verbs.moves import do, everything, last


def test_somebody_else_confirms_the_work(gallery):
    case = do(gallery, "verify")
    assert (case.state, case.verified_by) == ("verified", gallery.actor("checker").ref)
    assert last(case.id).payload == {"method": "callback", "met": ["callback"], "missed": []}
    assert case.notes.get(answers__satisfied="very").answers == {
        "reached": True,
        "resolved": True,
        "satisfied": "very",
    }


def test_whoever_works_for_the_unit_cannot_verify_under_another_hat(gallery):
    town = gallery.town
    hat = town.actor("checker", place=town.district.streets[0])
    both = replace(hat, grants=hat.grants + town.actor("handler", unit=UNIT).grants)
    before = everything()
    with pytest.raises(OwnWork):
        do(gallery, "verify", by=both)
    assert everything() == before


def test_whoever_did_the_work_cannot_verify_after_leaving_the_unit(gallery):
    worker = gallery.actor("handler")
    left = replace(gallery.actor("checker"), ref=worker.ref, account_id=worker.account_id)
    with pytest.raises(OwnWork):
        do(gallery, "verify", by=left)


def test_whoever_only_recorded_a_step_cannot_verify_either(gallery):
    case = gallery.cases["handling"]
    helper = replace(gallery.actor("handler"), ref="account:00000000-0000-4000-8000-000000000001")
    do(gallery, "act", by=helper)
    do(gallery, "act", step="reply", answers={})
    do(gallery, "finish")
    left = replace(gallery.actor("checker"), ref=helper.ref)
    with pytest.raises(OwnWork):
        do(gallery, "verify", by=left, case=case)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, AnswerMissing),
        ({"reached": "no", "satisfied": "overjoyed"}, AnswerWrong),
        ({"reached": "no", "mood": "good"}, AnswerWrong),
    ],
)
def test_a_verification_whose_form_is_wrong_is_refused(gallery, answers, error):
    before = everything()
    with pytest.raises(error):
        do(gallery, "verify", answers=answers)
    assert everything() == before
