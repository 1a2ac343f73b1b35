"""Following, rating and reopening with the code of a receipt."""

from re import findall

import pytest
from django.test import Client

from anlan.cases.public import Case, add_note, close, contact_of, dispatch, verify
from anlan.portal.forms import RateForm

CALLED = {"reached": "yes", "satisfied": "very"}


def closed(town, **given) -> Case:
    """A handled case that was verified and closed."""
    case = town.handled(**given)
    verify(by=town.actor("checker"), at=town.later(hours=1), case=case.id, answers=CALLED)
    operator = town.actor("operator")
    return close(by=operator, at=town.later(hours=1), case=case.id, outcome="solved", words="路灯已修好")


def test_a_wrong_code_is_not_found_and_helps(client: Client, town) -> None:
    answer = client.get("/track/abcdefghijklmnopqrstuvwxyz/")
    assert answer.status_code == 404
    assert "没有找到这个查询码" in answer.content.decode()


def test_a_case_number_is_no_code(client: Client, town, token: str) -> None:
    number = Case.objects.get().number
    assert client.get(f"/track/{number}/").status_code == 404
    assert client.get(f"/receipt/{number}/").status_code == 404


def test_a_pasted_link_with_capitals_and_blanks_is_understood(client: Client, token: str) -> None:
    pasted = f" https://example.org/track/{token.upper()}/ "
    answer = client.post("/track/", {"token": pasted})
    assert answer.headers["Location"] == f"/track/{token}/"


def test_an_empty_code_is_asked_for(client: Client) -> None:
    answer = client.post("/track/", {"token": ""})
    assert answer.status_code == 422
    assert 'href="#id_token"' in answer.content.decode()


def test_the_story_is_told_in_plain_words_with_its_clock(client: Client, town, token: str) -> None:
    town.settle()
    page = client.get(f"/track/{token}/").content.decode()
    assert "已交给承办单位，等待签收。" in page
    assert "街道办事处" in page
    assert "时限怎么算的？" in page


def test_clocks_of_two_units_say_whose_they_are_and_one_alone_needs_no_name(
    client: Client, town, token: str
) -> None:
    def titles() -> list[str]:
        return findall(r'<div class="clock"><h3>(.*?)</h3>', client.get(f"/track/{token}/").content.decode())

    town.settle()
    case = Case.objects.get()
    assert "签收时限" in titles()
    police = town.units["street1.police"]
    dispatch(by=town.actor("operator"), at=town.later(hours=1), case=case.id, supporting=(police.id,))
    lead = next(unit for unit in town.units.values() if unit.id == case.lead_unit)
    assert {f"签收时限 · {unit.name_zh}" for unit in (lead, police)} <= set(titles())
    assert "签收时限" not in titles()


def test_the_page_behind_a_code_is_not_kept_or_listed(client: Client, token: str) -> None:
    answer = client.get(f"/track/{token}/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_reporter_reads_no_internal_note_and_no_name(client: Client, town, token: str) -> None:
    case = Case.objects.get()
    town.settle()
    operator = town.actor("operator", name="王静")
    add_note(by=operator, at=town.later(hours=1), case=case.id, words="内部：和老李商量")
    add_note(by=operator, at=town.later(hours=1), case=case.id, words="已约周五上门", public=True)
    page = client.get(f"/track/{token}/").content.decode()
    assert "内部：和老李商量" not in page
    assert "王静" not in page
    assert "已约周五上门" in page


def test_an_open_case_cannot_be_rated_yet(client: Client, token: str) -> None:
    assert "您对办理结果满意吗" not in client.get(f"/track/{token}/").content.decode()
    answer = client.post(f"/track/{token}/", {"do": "rate", "score": "5"})
    assert answer.status_code == 409
    assert Case.objects.get().score is None


@pytest.fixture
def ended(client: Client, town, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, str]:
    """A closed case and the code of its reporter, at the town's own time."""
    from anlan.cases import public as cases
    from anlan.kit import clock

    receipts = []
    report = town.report

    def kept(**given):
        receipts.append(report(**given))
        return receipts[-1]

    monkeypatch.setattr(town, "report", kept)
    closed(town)
    monkeypatch.setattr(clock, "now", lambda: town.later(minutes=1))
    assert cases.tracked(receipts[0].token).state == "closed"
    return client, receipts[0].token


@pytest.mark.slow
def test_a_closed_case_is_rated_once_and_thanked(ended: tuple[Client, str]) -> None:
    client, token = ended
    answer = client.post(f"/track/{token}/", {"do": "rate", "score": "5", "words": "很快"}, follow=True)
    assert "已收到，谢谢您！" in answer.content.decode()
    assert Case.objects.get().score == 5
    assert client.post(f"/track/{token}/", {"do": "rate", "score": "1"}).status_code == 409
    assert Case.objects.get().score == 5


@pytest.mark.slow
def test_a_rating_without_a_score_keeps_the_words(ended: tuple[Client, str]) -> None:
    client, token = ended
    answer = client.post(f"/track/{token}/", {"do": "rate", "words": "我想说两句"})
    assert answer.status_code == 422
    assert "我想说两句" in answer.content.decode()


@pytest.mark.slow
def test_an_unsettled_case_is_handled_again(ended: tuple[Client, str]) -> None:
    client, token = ended
    assert client.post(f"/track/{token}/", {"do": "reopen", "words": ""}).status_code == 422
    client.post(f"/track/{token}/", {"do": "reopen", "words": "还是不亮"})
    assert Case.objects.get().state == "handling"


def test_only_rating_and_reopening_can_be_posted(client: Client, token: str) -> None:
    assert client.post(f"/track/{token}/", {"do": "close", "outcome": "solved"}).status_code == 404
    assert Case.objects.get().state != "closed"


def test_a_foreign_photograph_is_not_found(client: Client, token: str) -> None:
    assert client.get(f"/track/{token}/photo/0199a200-0000-7000-8000-000000000000/").status_code == 404


def test_the_reporter_sees_who_looked_at_their_contact_and_why(client: Client, town) -> None:
    receipt = town.report(contact={"name": "李小明", "phone": "13800138000"})
    case = Case.objects.get(pk=receipt.case)
    page = client.get(f"/track/{receipt.token}/").content.decode()
    assert "谁看过您的联系方式" not in page
    contact_of(case, by=town.actor("operator"), at=town.later(hours=1), purpose="callback")
    page = client.get(f"/track/{receipt.token}/").content.decode()
    assert "谁看过您的联系方式" in page
    assert "办结回访" in page
    assert "李小明" not in page


def test_a_code_with_one_letter_wrong_is_kept_to_be_mended(client: Client, town) -> None:
    answer = client.post("/track/", {"token": "abcdefghijklmnopqrstuvwxyz"}, follow=True)
    assert answer.status_code == 404
    assert 'value="abcdefghijklmnopqrstuvwxyz"' in answer.content.decode()


def test_each_of_five_ratings_says_what_it_means() -> None:
    labels = [str(label) for _score, label in RateForm(most=5).fields["score"].choices]
    assert labels == ["5 · 很满意", "4 · 满意", "3 · 一般", "2 · 不满意", "1 · 很不满意"]
    assert [str(label) for _score, label in RateForm(most=3).fields["score"].choices] == [
        "3 · 很满意",
        "2",
        "1 · 很不满意",
    ]
