"""The inbox of one's scope: counts open their lists, filters narrow, nothing foreign is counted."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan.cases.models import Case


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
        "?category=hotline:a'b&q=消防",
        "?before=1&q=消防",
        "?before=-5&q=消防",
        "?q=" + "%25_" * 3000,
        "?q=" + "消防通道" * 2500,
        "?q=" + "&q=".join(["路灯"] * 30),
        "?" + "&".join(f"filter{number}={number}" for number in range(30)) + "&q=消防&state=ended&late=1",
        "?q=消防&unit=x&lead=x&state=x&category=x&late=x&supervised=x&reopened=x&asked=x&before=x",
    ],
)
def test_odd_filters_do_no_harm(signed_in, asked: str) -> None:
    assert signed_in("operator").get(f"/desk/{asked}").status_code in (200, 422)


THIRTY = "?" + "&".join(
    [f"nonsense{n}=x&state=open&q=%E8%B7%AF%E7%81%AF&category=hotline:lighting" for n in range(10)]
)


@pytest.mark.parametrize(
    "asked",
    [
        THIRTY,
        "?page=100000",
        "?before=1",
        "?q=" + "%25_" * 60,
        "?box=NaN,1,2,3",
        "?box=1,2,3",
        "?box=121,31,120,30",
        "?box=" + "9" * 5000,
        "?map=1&box=-180,-90,180,90",
        "?soon=999999&quiet=-1",
        "?lead=%00",
        "?unit=' OR 1=1 --",
    ],
)
def test_whatever_stands_in_an_address_the_inbox_answers(signed_in, town, asked: str) -> None:
    town.case()
    assert signed_in("operator").get(f"/desk/{asked}").status_code == 200


def test_what_an_address_says_besides_filters_is_carried_nowhere(signed_in, town) -> None:
    for _ in range(26):
        town.report()
    page = signed_in("operator").get(f"/desk/{THIRTY.replace('&q=%E8%B7%AF%E7%81%AF', '')}&category=")
    assert "nonsense" not in page.context["following"] + page.context["query"] + page.context["map_address"]


def test_words_without_anything_to_look_for_say_so_and_ask_nothing(signed_in, town) -> None:
    town.case()
    page = signed_in("operator").get("/desk/?q=%25_%25_%25")
    assert "请至少输入两个汉字或一个单词" in page.content.decode()
    assert numbers(page) == []


def test_words_that_cannot_be_words_leave_the_inbox_standing(signed_in, town) -> None:
    page = signed_in("operator").get("/desk/?q=%00")
    assert page.status_code == 200
    assert page.context["wrong"]


def test_behind_the_last_page_there_is_a_way_back(signed_in, town) -> None:
    town.case()
    page = signed_in("operator").get("/desk/?before=1")
    assert "列表到此为止" in page.content.decode()
    assert page.context["previous"] == "?"


def test_the_list_is_kept_to_a_part_of_the_map(signed_in, town) -> None:
    at = {"place": None, "lon": 121.3975, "lat": 31.2145}
    here = town.case(**at)
    nowhere = town.case()
    client = signed_in("supervisor")
    case = Case.objects.get(pk=here.pk)
    lon, lat = case.lon, case.lat
    inside = client.get(f"/desk/?map=1&box={lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}")
    elsewhere = client.get(f"/desk/?map=1&box={lon + 0.01},{lat + 0.01},{lon + 0.02},{lat + 0.02}")
    assert (numbers(inside), numbers(elsewhere)) == ([here.number], [])
    assert set(numbers(client.get("/desk/?map=1"))) == {here.number, nowhere.number}
    assert f'data-lon="{lon:.6f}"' in inside.content.decode()
    assert "box" not in inside.context["map_address"]


def test_the_map_and_the_part_of_it_stay_with_tabs_and_views(signed_in, town) -> None:
    town.case()
    page = signed_in("operator").get("/desk/?map=1&box=121,31,122,32")
    assert all("map=1" in tab.address for tab in page.context["tabs"])
    assert "map=1" in page.context["query"]
    assert [title for title, _without in page.context["chips"]] == ["只看地图这一范围"]


def test_thirty_filters_and_words_narrow_together(signed_in, town) -> None:
    lamp = town.case(category="lighting", words="路灯不亮")
    town.case(category="parking", words="路灯下停车")
    noise = "&".join(f"filter{number}={number}" for number in range(30))
    client = signed_in("operator")
    assert numbers(client.get(f"/desk/?q=路灯&category=hotline:lighting&state=open&{noise}")) == [lamp.number]
    assert numbers(client.get(f"/desk/?q=路灯&category=hotline:lighting&late=1&{noise}")) == []


@pytest.mark.slow
def test_a_search_pages_by_key_to_its_end(signed_in, town) -> None:
    for _ in range(53):
        town.report(words="路灯不亮")
    town.report(words="井盖松动")
    client, address, seen = signed_in("operator"), "?q=路灯", []
    while address:
        answer = client.get(f"/desk/{address}")
        seen += numbers(answer)
        address = answer.context["following"]
    assert len(seen) == len(set(seen)) == 53
    assert seen == sorted(seen, reverse=True)


@pytest.mark.slow
def test_a_full_inbox_pages_by_key_and_asks_as_much_as_a_short_one(signed_in, town) -> None:
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
