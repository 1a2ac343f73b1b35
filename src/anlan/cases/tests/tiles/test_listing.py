"""The list beside the map: the same scope as every list, in the box that is asked for."""

import pytest

from anlan.cases.models import Case
from anlan.cases.tiles.listing import Box, cases_in

WORLD = Box(-180, -90, 180, 90)


def test_a_box_gives_what_lies_inside_and_nothing_else(scattered):
    operator = scattered.actor("operator")
    assert cases_in(operator, WORLD).count() == 60
    one = Case.objects.order_by("number").first()
    near = Box(one.lon - 1e-6, one.lat - 1e-6, one.lon + 1e-6, one.lat + 1e-6)
    assert [case.number for case in cases_in(operator, near)] == [one.number]
    assert not cases_in(operator, Box(0, 0, 1, 1)).exists()


def test_an_operator_of_another_street_lists_nothing_here(scattered):
    first, second = scattered.district.streets
    here, there = scattered.actor("operator", place=first), scattered.actor("operator", place=second)
    ours = set(cases_in(here, WORLD).values_list("number", flat=True))
    assert len(ours) == 30
    assert not ours & set(cases_in(there, WORLD).values_list("number", flat=True))


@pytest.mark.parametrize(
    "box", [Box(-180, -90, 180, 90), Box(121.3, 31.1, 121.5, 31.3), Box(121.4, 31.2, 121.4, 31.2)]
)
def test_few_tiles_cover_a_box(box):
    assert 1 <= len(box.tiles()) <= 25


@pytest.mark.slow
def test_over_http(gallery, browser):
    where = "/desk/map/here/?box=-180,-90,180,90"
    Case.objects.filter(pk=gallery.cases["handling"]).update(lon=121.39, lat=31.22, morton=2**60)
    number = Case.objects.get(pk=gallery.cases["handling"]).number
    Case.objects.filter(number=number).update(morton=Box(121.39, 31.22, 121.39, 31.22).tiles()[0].span[0])
    told = browser("operator").get(where).json()
    assert [one["number"] for one in told["cases"]] == [number]
    assert not told["more"]
    assert browser("far:operator").get(where).json() == {"cases": [], "more": False}
    assert browser(None).get(where).status_code == 302
    assert browser("far:auditor").get(where).status_code == 403
    assert browser("far:auditor").get("/desk/map/").status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "box", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "2,0,1,1", "0,0,inf,1", "-181,0,1,1"]
)
def test_what_is_no_box_is_refused(gallery, browser, box):
    answer = browser("operator").get("/desk/map/here/", {"box": box})
    assert answer.status_code == 422
    assert answer.json()["error"] == "box_unreadable"
