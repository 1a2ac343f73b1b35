"""“Me too” from the check page: one click, no form, nobody's name."""

import pytest
from django.test import Client

from anlan.cases.public import Case, joined

ALIKE = "门口的路灯从上周三开始就不亮了，看不清台阶"


@pytest.fixture
def handle(client: Client, filled, town) -> str:
    """The handle of a matter that somebody reported, as the check page shows it."""
    lon, lat = (str(degrees) for degrees in town.district.points[town.grid])
    client.post("/report/", filled(step="send", lon=lon, lat=lat))
    checked = client.post("/report/", filled(words=ALIKE, lon=lon, lat=lat))
    return checked.context["alike"][0].handle


def test_a_similar_matter_is_joined_without_a_report(client: Client, handle: str) -> None:
    answer = client.post("/report/join/", {"matter": handle})
    assert "已计入，谢谢您。" in answer.content.decode()
    case = Case.objects.get()
    assert joined(case.pk) == 1
    assert str(case.number) not in answer.content.decode()


def test_the_same_browser_counts_once(client: Client, handle: str) -> None:
    client.post("/report/join/", {"matter": handle})
    assert "您此前已附议过。" in client.post("/report/join/", {"matter": handle}).content.decode()
    assert joined(Case.objects.get().pk) == 1
    assert Client().post("/report/join/", {"matter": handle}).status_code == 200
    assert joined(Case.objects.get().pk) == 2


def test_the_count_is_told_to_the_reporter_and_to_the_next_neighbour(client: Client, filled, town) -> None:
    lon, lat = (str(degrees) for degrees in town.district.points[town.grid])
    sent = client.post("/report/", filled(step="send", lon=lon, lat=lat))
    token = sent.headers["Location"].strip("/").rpartition("/")[2]
    page = client.post("/report/", filled(words=ALIKE, lon=lon, lat=lat))
    client.post("/report/join/", {"matter": page.context["alike"][0].handle})
    assert "另有 1 位邻居反映同样的情况。" in client.get(f"/track/{token}/").content.decode()
    assert "另有 1 人附议" in client.post("/report/", filled(words=ALIKE, lon=lon, lat=lat)).content.decode()


@pytest.mark.parametrize("forged", ["", "100001", "x:y:z", "\x00"])
def test_a_forged_handle_joins_nothing(client: Client, handle: str, forged: str) -> None:
    assert client.post("/report/join/", {"matter": forged}).status_code == (422 if "\x00" in forged else 404)
    assert joined(Case.objects.get().pk) == 0


def test_it_is_never_joined_by_a_link(client: Client, handle: str) -> None:
    assert client.get(f"/report/join/?matter={handle}").status_code == 405


def test_a_form_of_another_site_joins_nothing(handle: str) -> None:
    answer = Client(enforce_csrf_checks=True).post("/report/join/", {"matter": handle})
    assert answer.status_code == 403


def test_a_matter_between_people_is_not_found_by_asking_for_it(client: Client, filled, town) -> None:
    """Its words and its very point are known, and still nobody learns that there is such a matter."""
    lon, lat = (str(degrees) for degrees in town.district.points[town.grid])
    words = "楼上邻居每晚吵架摔东西"
    client.post("/report/", filled(step="send", category="hotline:neighbours", words=words, lon=lon, lat=lat))
    assert Case.objects.get().category == "neighbours"
    asked = filled(category="hotline:neighbours", words=words, lon=lon, lat=lat)
    assert client.post("/report/", asked).context["alike"] == []
    found = client.get("/api/similar", {"words": words, "lon": lon, "lat": lat})
    assert (found.status_code, found.json()) == (200, [])
