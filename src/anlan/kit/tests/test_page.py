"""What every page has, without any room."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from anlan.kit import moments, navigation
from anlan.kit.navigation import Entry, Kind
from anlan.kit.registry import AlreadyRegistered
from anlan.kit.web import SizeLimit

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 14, 10, 2, tzinfo=SHANGHAI)

pytestmark = pytest.mark.urls("anlan.kit.tests.addresses")


@pytest.fixture(autouse=True)
def own_navigation() -> Iterator[None]:
    with navigation.entries.fresh(), navigation.judges.fresh():
        yield


def test_a_page_speaks_chinese_first_and_english_on_request(client: Client) -> None:
    assert "跳到正文" in client.get("/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get("/").content.decode()
    assert "Go to the content" in page
    assert '<html lang="en">' in page


def test_nothing_on_the_page_needs_a_relaxed_security_policy(client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_large_text_is_kept_without_an_account(client: Client) -> None:
    answer = client.post("/reading/", {"size": "large", "next": "/other/"})
    assert answer.headers["Location"] == "/other/"
    assert 'class="elder"' in client.get("/").content.decode()
    client.post("/reading/", {"size": "normal"})
    assert 'class="elder"' not in client.get("/").content.decode()


def test_large_text_does_not_send_a_reader_to_another_site(client: Client) -> None:
    answer = client.post("/reading/", {"size": "large", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


def test_the_size_of_text_is_not_changed_by_following_a_link(client: Client) -> None:
    assert client.get("/reading/").status_code == 405


def test_a_reader_sees_only_the_entries_they_may_follow(rf: RequestFactory) -> None:
    navigation.entries.add("open", Entry("Open", "page", order=1))
    navigation.entries.add("closed", Entry("Closed", "other", permission="cases.read", order=2))
    request = rf.get("/other/")
    assert [link.title for link in navigation.shown_to(request)] == ["Open"]
    navigation.judges.add("test", lambda actor, permission: permission == "cases.read")
    links = navigation.shown_to(request)
    assert [(link.title, link.current) for link in links] == [("Open", False), ("Closed", True)]


def test_who_works_here_has_the_days_own_entries_in_the_row_and_the_others_folded(rf: RequestFactory) -> None:
    for order in range(1, 9):
        navigation.entries.add(
            f"work{order}", Entry(f"Work {order}", "page", permission="cases.read", order=order)
        )
    navigation.entries.add("units", Entry("Units", "other", permission="cases.read", kind=Kind.SETUP))
    navigation.entries.add("report", Entry("Report", "page", kind=Kind.RESIDENTS))
    request = rf.get("/other/")
    resident = navigation.head_for(request)
    assert [link.title for link in resident.row] == ["Report"]
    assert not resident.more
    assert not resident.whole
    navigation.judges.add("test", lambda actor, permission: True)
    head = navigation.head_for(request)
    assert [link.title for link in head.row] == [f"Work {order}" for order in range(1, 7)]
    assert [[link.title for link in group.links] for group in head.more] == [
        ["Work 7", "Work 8"],
        ["Units"],
        ["Report"],
    ]
    assert [len(group.links) for group in head.whole] == [8, 1, 1]
    assert head.elsewhere


def test_a_folded_menu_says_how_much_waits_in_it(rf: RequestFactory) -> None:
    navigation.entries.add("inbox", Entry("Inbox", "page", order=1, count=lambda actor: 3))
    navigation.entries.add("report", Entry("Report", "other", kind=Kind.RESIDENTS))
    head = navigation.head_for(rf.get("/"))
    assert head.waiting == 3
    assert not head.elsewhere


def test_two_entries_of_one_name_are_refused() -> None:
    navigation.entries.add("open", Entry("Open", "page"))
    with pytest.raises(AlreadyRegistered):
        navigation.entries.add("open", Entry("Again", "page"))


def test_a_refusal_is_a_page_with_its_own_status(client: Client) -> None:
    answer = client.get("/conflict/")
    assert answer.status_code == 409
    assert "其他人刚刚修改了这条内容" in answer.content.decode()


def test_an_unknown_address_helps(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "这里没有您可以查看的内容" in answer.content.decode()


def test_what_fails_shows_a_reference_and_the_log_tells_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    page = client.get("/broken/secret-token/")
    reference = re.search(r'class="mono">([0-9a-f]{8})<', page.content.decode())
    assert page.status_code == 500
    assert reference is not None
    assert "the wire is cut" not in page.content.decode()
    [told] = [record for record in caplog.records if record.name == "anlan.kit.web"]
    assert reference[1] in told.getMessage()
    assert "secret-token" not in told.getMessage()
    assert "the wire is cut" in str(told.exc_info)
    api = client.get("/api/broken/")
    assert (api.status_code, api.json()["error"]) == (500, "server_error")


def test_a_body_beyond_all_measure_is_refused_unread(rf: RequestFactory) -> None:
    request = rf.post("/", data=b"x", content_type="text/plain", CONTENT_LENGTH=str(10**10))
    answer = SizeLimit(lambda _request: pytest.fail("the body was let in"))(request)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_an_unnumbered_length_is_refused_too(rf: RequestFactory) -> None:
    request = rf.post("/api/", data=b"x", content_type="text/plain", CONTENT_LENGTH="1e3")
    answer = SizeLimit(lambda _request: pytest.fail("the body was let in"))(request)
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("moment", "english", "chinese"),
    [
        (datetime(2026, 10, 14, 8, 0, tzinfo=SHANGHAI), "today 08:00", "今天 08:00"),
        (datetime(2026, 10, 13, 23, 59, tzinfo=SHANGHAI), "yesterday 23:59", "昨天 23:59"),
        (datetime(2026, 10, 15, 0, 0, tzinfo=SHANGHAI), "tomorrow 00:00", "明天 00:00"),
        (datetime(2026, 10, 16, 18, 0, tzinfo=SHANGHAI), "Fri 16 Oct 18:00", "10月16日 星期五 18:00"),
        (datetime(2025, 2, 1, 9, 5, tzinfo=SHANGHAI), "1 Feb 2025 09:05", "2025年2月1日 09:05"),
    ],
)
def test_times_are_said_as_people_say_them(moment: datetime, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert moments.said(moment, NOW) == english
    with translation.override("zh-hans"):
        assert moments.said(moment, NOW) == chinese


@pytest.mark.parametrize(
    ("due", "english", "chinese"),
    [
        (datetime(2026, 10, 16, 13, 30, tzinfo=SHANGHAI), "2 days 3 hours left", "还剩 2 天 3 小时"),
        (datetime(2026, 10, 14, 9, 22, tzinfo=SHANGHAI), "late by 40 minutes", "已超时 40 分钟"),
        (datetime(2026, 10, 14, 10, 2, 30, tzinfo=SHANGHAI), "less than a minute left", "还剩 不到 1 分钟"),
    ],
)
def test_a_clock_says_what_is_left_or_how_late_it_is(due: datetime, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert moments.until(due, NOW) == english
    with translation.override("zh-hans"):
        assert moments.until(due, NOW) == chinese
