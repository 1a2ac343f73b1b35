"""A place as its people know it."""

import pytest
from django.test import Client

from anlan.cases.public import Case
from anlan.cases.tiles import published


@pytest.fixture(autouse=True)
def counted_anew():
    published._snapshot.cache_clear()


def page_of(client: Client, code: int) -> str:
    answer = client.get(f"/community/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_community_shows_who_serves_it_and_its_street(client: Client, town) -> None:
    page = page_of(client, town.district.communities[0])
    assert "居民委员会" in page
    assert f'href="/community/{town.district.streets[0]}/"' in page


def test_a_street_lists_its_communities_and_tells_no_totals(client: Client, town) -> None:
    answer = client.get(f"/community/{town.district.streets[0]}/")
    assert f'href="/community/{town.district.communities[0]}/"' in answer.content.decode()
    assert answer.context["figures"] is None


def test_choosing_a_community_is_remembered(client: Client, town) -> None:
    code = town.district.communities[0]
    answer = client.get(f"/community/?place={code}")
    assert answer.headers["Location"] == f"/community/{code}/"
    assert client.get("/report/").context["form"]["place"].value() == str(code)
    assert f'href="/community/{code}/"' in client.get("/").content.decode()


def test_a_community_is_made_ones_own_by_a_button(client: Client, town) -> None:
    code = town.district.communities[1]
    assert client.post(f"/community/{code}/").status_code == 302
    assert "您的社区" in page_of(client, code)


@pytest.mark.parametrize("code", ["999", "310105999999001", "110101001001000", "310105000000000", "0" * 15])
def test_what_is_no_place_of_ours_is_not_found(client: Client, town, code: str) -> None:
    assert client.get(f"/community/{int(code)}/").status_code == 404
    assert "anlan_community" not in client.get(f"/community/?place={code}").cookies


def test_a_place_is_found_by_a_part_of_its_name_in_either_language(client: Client, town) -> None:
    chinese = client.get("/community/?q=槐荫").context["found"]
    english = client.get("/community/?q=huaiyin").context["found"]
    assert [one.code for one in chinese] == [one.code for one in english] != []
    assert client.get("/community/?q=%00%25_").status_code == 200


def test_where_one_stands_leads_to_its_grid(client: Client, town) -> None:
    lon, lat = town.district.points[town.grid]
    answer = client.post("/community/here/", {"lon": lon, "lat": lat})
    assert answer.headers["Location"] == f"/community/{town.grid}/"
    assert "居民委员会" in page_of(client, town.grid)


@pytest.mark.parametrize(("lon", "lat"), [("", ""), ("nan", "31.2"), ("31.2", "121.4"), ("121.9", "31.9")])
def test_where_nobody_is_served_the_list_is_offered(client: Client, town, lon: str, lat: str) -> None:
    answer = client.post("/community/here/", {"lon": lon, "lat": lat}, follow=True)
    assert "该位置不在本区" in answer.content.decode()


@pytest.mark.parametrize("count", [0, 1, 4])
def test_small_numbers_are_never_told(client: Client, town, count: int) -> None:
    for _ in range(count):
        town.report(category="noise")
    published.publish(town.at)
    answer = client.get(f"/community/{town.grid // 1000 * 1000}/")
    figures = answer.context["figures"]
    assert figures.total is None
    assert {line.open for line in figures.lines} == {None}
    assert "少于5" in answer.content.decode()


def test_the_numbers_agree_with_the_cases(client: Client, town) -> None:
    for _ in range(7):
        town.report(category="noise")
    published.publish(town.at)
    community = Case.objects.first().place_scope // 1000 * 1000
    figures = client.get(f"/community/{community}/").context["figures"]
    assert [line.open for line in figures.lines if line.open is not None] == [5]
    assert figures.total == 5
    assert "至少 5" in page_of(client, community)


def test_before_the_first_count_the_page_stands_without_numbers(client: Client, town) -> None:
    answer = client.get(f"/community/{town.district.communities[0]}/")
    assert (answer.status_code, answer.context["figures"]) == (200, None)


def test_two_looks_minutes_apart_tell_the_same(client: Client, town) -> None:
    """Whoever looks before and after a neighbour reports learns nothing of it, on the page or on the map."""
    community = town.grid // 1000 * 1000

    def told() -> tuple[object, ...]:
        page = client.get(f"/community/{community}/").context
        return page["figures"], page["counted_at"], client.get("/tiles/public/0/0/0.mvt").content

    lon, lat = town.district.points[town.grid]
    for _ in range(9):
        town.report(category="noise", lon=lon, lat=lat, place=None)
    published.publish_if_due(town.at)
    before = told()
    assert before[0].total == 5
    assert before[2] != b""
    town.report(category="noise", lon=lon, lat=lat, place=None)
    published.publish_if_due(town.later(minutes=10))
    assert told() == before
