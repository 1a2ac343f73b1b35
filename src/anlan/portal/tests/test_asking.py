"""Asking before one reports, and kinds of matter while one writes."""

import pytest
from django.test import Client

from anlan.portal.pace import WORDS


@pytest.fixture(autouse=True)
def fresh_words():
    WORDS.forget()


def test_words_and_a_place_lead_to_a_unit_and_its_limits(client: Client, town) -> None:
    page = client.get("/ask/", {"q": "路灯不亮", "place": town.district.communities[0]}).content.decode()
    assert "路灯与道路设施" in page
    assert "街道办事处" in page
    assert "5个工作日" in page


def test_without_a_place_no_unit_is_made_up(client: Client, town) -> None:
    answer = client.get("/ask/", {"q": "路灯不亮"})
    assert [one["unit"] for one in answer.context["answers"]] == [""]


def test_words_that_point_nowhere_are_told_so_with_a_way_on(client: Client, town) -> None:
    page = client.get("/ask/", {"q": "xyzzy"}).content.decode()
    assert "没有找到对应的类别" in page
    assert 'href="tel:12345"' in page


def test_the_question_leads_into_the_form_with_its_kind(client: Client, town) -> None:
    form = client.get("/report/?category=hotline:lighting").context["form"]
    assert form["category"].value() == "hotline:lighting"


def test_kinds_are_offered_while_one_writes(client: Client, town) -> None:
    found = client.get("/report/suggest/", {"words": "楼下的路灯不亮"}).json()["found"]
    assert found[0] == {"value": "hotline:lighting", "title": "路灯与道路设施"}


@pytest.mark.parametrize("words", ["", "\x00", "字" * 5000, "<script>", "%_%", "\ud83d"])
def test_any_words_are_answered(client: Client, town, words: str) -> None:
    answer = client.get("/report/suggest/", {"words": words.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200


def test_whoever_chose_no_kind_is_offered_some_on_the_check_page(client: Client, filled) -> None:
    page = client.post("/report/", filled(category="")).content.decode()
    assert 'name="category" value="hotline:lighting"' in page
    assert client.post("/report/", filled(step="send", category=["", "hotline:lighting"])).status_code == 302


def test_a_machine_that_asks_without_end_is_asked_to_wait(client: Client, town, monkeypatch) -> None:
    monkeypatch.setattr(WORDS, "times", 2)
    statuses = [client.get("/report/suggest/", {"words": "路灯"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
