"""The inbox of one's scope: counts open their lists, filters narrow, nothing foreign is counted."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext


def numbers(answer) -> list[int]:
    return [row.case.number for row in answer.context["rows"]]


def test_whoever_is_not_signed_in_is_led_to_the_door(client: Client, town) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_role_that_sees_no_cases_is_refused(signed_in) -> None:
    answer = signed_in("auditor").get("/desk/")
    assert answer.status_code == 403


def test_an_operator_sees_the_cases_of_their_street_and_no_others(signed_in, town) -> None:
    here, there = town.case(), town.case(place=town.far_grid)
    assert numbers(signed_in("operator").get("/desk/")) == [here.number]
    assert numbers(signed_in("elsewhere").get("/desk/")) == [there.number]


def test_every_count_is_the_length_of_its_list(signed_in, town) -> None:
    town.case()
    town.case(category="")
    town.case(place=town.far_grid)
    client = signed_in("operator")
    for tab in client.get("/desk/").context["tabs"]:
        listed = numbers(client.get(f"/desk/{tab.address}"))
        assert tab.count in ("", str(len(listed))), tab.title


def test_words_and_category_narrow(signed_in, town) -> None:
    lamp = town.case(category="lighting", words="路灯不亮")
    town.case(category="parking", words="车辆占道")
    client = signed_in("operator")
    assert numbers(client.get("/desk/?q=路灯")) == [lamp.number]
    assert numbers(client.get("/desk/?category=hotline:lighting")) == [lamp.number]
    empty = client.get("/desk/?q=恐龙化石")
    assert numbers(empty) == []
    assert "没有符合条件的事项" in empty.content.decode()


def test_a_number_in_the_search_box_opens_the_case(signed_in, town) -> None:
    case = town.case()
    answer = signed_in("operator").get(f"/desk/?q={case.number}")
    assert answer.headers["Location"] == f"/desk/{case.number}/"


@pytest.mark.parametrize(
    "asked",
    [
        "?q=%25_%25_%25",
        "?q=%00",
        "?before=x",
        "?before=99999999999999999999",
        "?state=nonsense",
        "?category=:::",
    ],
)
def test_odd_filters_do_no_harm(signed_in, asked: str) -> None:
    assert signed_in("operator").get(f"/desk/{asked}").status_code in (200, 422)


@pytest.mark.slow
def test_a_full_inbox_pages_by_key_and_asks_as_much_as_a_short_one(signed_in, town) -> None:
    from django.db import connection

    town.report()
    client = signed_in("operator")
    client.get("/desk/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/desk/")
    for _ in range(27):
        town.report()
    with CaptureQueriesContext(connection) as many:
        first = client.get("/desk/")
    assert len(many) <= len(one)
    assert len(numbers(first)) == 25
    second = client.get(f"/desk/{first.context['following']}")
    assert len(numbers(second)) == 3
    assert not set(numbers(first)) & set(numbers(second))
