"""The tree: what the database itself refuses, and what can be read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.access.tests.factories import AT
from anlan.places.errors import PlaceUnknown
from anlan.places.models import Place
from anlan.places.public import (
    ancestors,
    boundaries_of,
    children,
    name_of,
    names_of,
    outside,
    place,
    prefixes,
    tree,
)
from anlan.places.sample import DISTRICT

BASE = {"district": DISTRICT, "name_zh": "某地", "name_en": "Somewhere", "valid_from": AT}
CODE = DISTRICT * 10**9


@pytest.mark.parametrize(
    ("code", "level", "parent", "more"),
    [
        pytest.param(CODE + 3 * 10**6, "grid", CODE, {}, id="a street's code at another level"),
        pytest.param(CODE + 3, "street", CODE, {}, id="a grid's code at another level"),
        pytest.param(CODE + 3 * 10**6, "street", None, {}, id="a street without a parent"),
        pytest.param(CODE + 1_009_000, "community", CODE + 2 * 10**6, {}, id="a parent that is no prefix"),
        pytest.param(310106 * 10**9, "district", None, {}, id="another district's code"),
        pytest.param(31, "grid", CODE, {"district": 0}, id="too few digits"),
        pytest.param(CODE + 3 * 10**6, "street", CODE, {"valid_to": AT}, id="ending when it begins"),
        pytest.param(CODE + 3 * 10**6, "street", CODE, {"geometry": b"x"}, id="a boundary without a box"),
        pytest.param(CODE + 3 * 10**6, "street", CODE, {"west": 1.0}, id="a box without a boundary"),
    ],
)
def test_the_database_refuses(sample, code, level, parent, more):
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(code=code, level=level, parent_id=parent, **{**BASE, **more})


def test_missing_levels_are_000(sample):
    Place.objects.create(code=CODE + 7, level="grid", parent_id=CODE, **BASE)
    assert ancestors(CODE + 7) == [CODE]


def test_ancestors_go_up_to_the_district(sample):
    assert ancestors(sample.grids[0]) == [sample.communities[0], sample.streets[0], sample.code]
    assert ancestors(sample.code) == []
    assert ancestors(outside(DISTRICT)) == [sample.code]
    assert prefixes(sample.grids[0]) == ancestors(sample.grids[0])


def test_the_tree_is_in_order_and_without_holding_places(sample):
    codes = [one.code for one in tree(DISTRICT)]
    assert codes == sorted(codes)
    assert len(codes) == 19
    assert [one.code for one in children(sample.streets[0])] == list(sample.communities[:2])


def test_the_tree_of_a_moment_before_is_empty(sample):
    assert tree(DISTRICT, AT - timedelta(seconds=1)) == []
    assert len(tree(DISTRICT, AT)) == 19


def test_names_follow_the_language(sample):
    assert name_of(sample.streets[0], "zh-hans") == "和安街道"
    assert name_of(sample.streets[0], "en") == "He'an Subdistrict"
    assert names_of([sample.streets[0], 1], "en") == {sample.streets[0]: "He'an Subdistrict"}


@pytest.mark.parametrize("ask", [place, ancestors, name_of])
def test_an_unknown_code_is_a_404(sample, ask):
    with pytest.raises(PlaceUnknown) as refusal:
        ask(CODE + 999)
    assert refusal.value.status == 404


def test_lists_do_not_load_boundaries(sample, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert all("geometry" in one.get_deferred_fields() for one in tree(DISTRICT))


def test_boundaries_come_as_geojson(sample):
    found = boundaries_of(sample.communities[0])
    assert [one["id"] for one in found["features"]] == [str(code) for code in sample.grids[:3]]
    assert found["features"][0]["geometry"]["type"] == "Polygon"
