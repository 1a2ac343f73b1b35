"""A call back that is refused: what the caller said is in its form again, or stands there to be copied."""

import re

import pytest

from anlan.cases.callrules.errors import CallbackNotFound
from anlan.cases.calls.hold import TAKEN_FOR
from anlan.cases.calls.web import callbacks
from anlan.cases.public import Case
from anlan.cases.tests.calls.calling import promised, surveyed


@pytest.fixture
def desk(signed_in):
    return signed_in("operator", factor=True)


def elsewhere(town, row, colleague):
    Case.objects.filter(pk=row.case_id).update(place_scope=town.far_grid)


def taken(town, row, colleague):
    town.at += TAKEN_FOR
    colleague.post(f"/desk/callbacks/{row.id}/", {"step": "take"})


def settled(town, row, colleague):
    taken(town, row, colleague)
    colleague.post(f"/desk/callbacks/{row.id}/", {"step": "finish", "words": "已告知"})


@pytest.mark.parametrize(("meanwhile", "status"), [(taken, 409), (settled, 409), (elsewhere, 404)])
def test_what_was_said_on_the_telephone_is_given_back_when_the_call_is_no_longer_theirs(
    desk, town, signed_in, meanwhile, status
):
    row = promised(town)
    desk.post(f"/desk/callbacks/{row.id}/", {"step": "take"})
    meanwhile(town, row, signed_in("centre"))
    answer = desk.post(f"/desk/callbacks/{row.id}/", {"step": "finish", "words": "他说车已挪走"})
    assert answer.status_code == status
    assert '<p class="kept-words">他说车已挪走</p>' in answer.content.decode()


def test_it_is_given_back_too_when_the_case_goes_out_of_sight_in_that_very_moment(desk, town, monkeypatch):
    row = promised(town)

    def gone(**_given):
        elsewhere(town, row, None)
        raise CallbackNotFound

    monkeypatch.setattr(callbacks, "finish_callback", gone)
    answer = desk.post(f"/desk/callbacks/{row.id}/", {"step": "finish", "words": "他说车已挪走"})
    assert answer.status_code == 404
    assert '<p class="kept-words">他说车已挪走</p>' in answer.content.decode()


def test_answers_that_were_refused_stay_in_their_form_and_are_told_in_words_without_one(
    desk, town, signed_in
):
    row = surveyed(town)
    address, given = f"/desk/callbacks/{row.id}/", {"resolved": "partly", "remark": "字" * 4001}
    desk.post(address, {"step": "take"})
    kept = desk.post(address, {**given, "step": "decline"})
    assert kept.status_code == 422
    assert given["remark"] in kept.content.decode()
    assert re.search(r'value="partly"[^>]*checked', kept.content.decode())
    taken(town, row, signed_in("centre"))
    told = desk.post(
        address, {**given, "remark": "谢谢", "step": "survey", "contacted": "yes", "satisfied": "very"}
    )
    assert told.status_code == 409
    for said in ("部分解决", "谢谢"):
        assert f'<p class="kept-words">{said}</p>' in told.content.decode()
