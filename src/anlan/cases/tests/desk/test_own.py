"""Drafts and saved views: kept, given back, one's own only, gone when they are done with."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from tests.browser.town import account

from anlan.access.models import Account
from anlan.cases.errors import TooManyViews
from anlan.cases.models.own import Draft, View
from anlan.cases.own.drafts import KEPT_FOR, drop_old_drafts
from anlan.cases.own.views import MOST, keep_view
from anlan.kit import clock

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(town, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: town.at)

    def sit(username="wang.jing", **where):
        client = Client()
        person = account(town, username, "王静", "operator", town.at, **where)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sit


def typed(client, case, **fields):
    return client.post(f"/desk/{case.number}/draft/", {"form": "add_note", **fields})


def test_what_was_typed_comes_back_to_who_typed_it_and_to_nobody_else(town, desk):
    case, mine, other = town.case(), desk(), desk("zhao.min")
    assert typed(mine, case, words="已联系物业，等回复").status_code == 204
    assert json.dumps("已联系物业")[1:-1] in mine.get(f"/desk/{case.number}/").content.decode()
    assert json.dumps("已联系物业")[1:-1] not in other.get(f"/desk/{case.number}/").content.decode()


def test_a_newer_draft_takes_the_older_ones_place_and_an_empty_one_removes_it(town, desk):
    case, mine = town.case(), desk()
    typed(mine, case, words="一")
    typed(mine, case, words="二")
    assert [draft.fields for draft in Draft.objects.all()] == [{"words": "二"}]
    typed(mine, case, words="  ")
    assert not Draft.objects.exists()


def test_sending_the_form_ends_its_draft(town, desk):
    case, mine = town.case(), desk()
    typed(mine, case, words="已联系物业")
    answer = mine.post(f"/desk/{case.number}/do/add_note/", {"words": "已联系物业", "version": case.version})
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_nobody_keeps_a_draft_on_a_case_of_another_street(town, desk):
    case = town.case(place=town.far_grid)
    mine = desk(place=town.district.streets[0])
    assert typed(mine, case, words="偷看").status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_takes_neither_tokens_nor_endless_text(town, desk):
    case, mine = town.case(), desk()
    typed(mine, case, words="好", csrfmiddlewaretoken="x" * 40, version="3")
    assert Draft.objects.get().fields == {"words": "好"}
    assert typed(mine, case, words="长" * 10_001).status_code == 422


def test_drafts_nobody_comes_back_to_are_dropped(town, desk):
    case, mine = town.case(), desk()
    typed(mine, case, words="好")
    assert drop_old_drafts(town.at + KEPT_FOR) == 0
    assert drop_old_drafts(town.at + KEPT_FOR + timedelta(seconds=1)) == 1


def test_a_view_is_a_link_under_a_name(town, desk):
    mine = desk()
    kept = mine.post(
        "/desk/views/", {"name": "超时停车", "query": "late=1&category=hotline:parking&evil=1&before=9"}
    )
    assert kept["Location"] == "/desk/?late=1&category=hotline%3Aparking"
    page = mine.get("/desk/").content.decode()
    assert "超时停车" in page
    assert "evil" not in View.objects.get().query
    assert "超时停车" not in desk("zhao.min").get("/desk/").content.decode()


def test_nobody_forgets_somebody_elses_view(town, desk):
    mine, other = desk(), desk("zhao.min")
    mine.post("/desk/views/", {"name": "超时", "query": "late=1"})
    view = View.objects.get()
    other.post("/desk/views/forget/", {"view": str(view.pk)})
    assert View.objects.exists()
    assert mine.post("/desk/views/forget/", {"view": "none"}).status_code == 404
    mine.post("/desk/views/forget/", {"view": str(view.pk)})
    assert not View.objects.exists()


def test_views_have_a_limit_that_is_said_and_a_name_can_be_used_again(town, desk):
    desk()
    actor = replace(town.actor("operator"), account_id=Account.objects.get().id)
    for number in range(MOST):
        keep_view(by=actor, at=town.at, name=f"视图{number}", query="late=1")
    keep_view(by=actor, at=town.at, name="视图3", query="state=ended")
    with pytest.raises(TooManyViews):
        keep_view(by=actor, at=town.at, name="再一个", query="late=1")


def test_a_view_without_a_name_says_so(town, desk):
    mine = desk()
    answer = mine.post("/desk/views/", {"name": "  ", "query": "late=1"}, follow=True)
    assert not View.objects.exists()
    assert "note bad" in answer.content.decode()
