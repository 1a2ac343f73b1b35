"""The sample district is whole, lies on the map and comes through the public verbs."""

import pytest

from anlan.ledger.public import history
from anlan.places.boundaries.inspecting import inspect_features
from anlan.places.public import BoundaryVersion, Place, locate, locate_one, outside, subject_of, unlocated
from anlan.places.sample import DISTRICT, sample_features


def test_the_sample_has_no_faults(db):
    report = inspect_features(sample_features(), district=DISTRICT)
    assert report.counts == {}
    assert report.sound
    assert report.added == 19


@pytest.mark.slow
def test_every_sample_grid_answers_for_its_own_point(sample):
    lons, lats = zip(*sample.points.values(), strict=True)
    assert locate(lons, lats).tolist() == list(sample.grids)
    assert [locate_one(*point) for point in sample.points.values()] == list(sample.grids)
    assert locate_one(120.0, 31.0) == outside(DISTRICT)


def test_the_district_has_its_two_holding_places(sample):
    held = Place.objects.filter(holding=True).values_list("code", flat=True)
    assert set(held) == {outside(DISTRICT), unlocated(DISTRICT)}
    assert (outside(DISTRICT), unlocated(DISTRICT)) == (310105999999001, 310105999999002)


def test_the_import_left_facts_of_every_place_and_one_of_the_whole(sample):
    assert [fact.kind for fact in history(subject_of(sample.grids[0]))] == ["places.add_place"]
    kinds = [fact.kind for fact in history(subject_of(sample.code))]
    assert kinds == ["places.add_place", "places.change_place", "places.import_boundaries"]
    assert BoundaryVersion.objects.get().number == 1


def test_the_tree_hangs_together(sample):
    grid = Place.objects.get(pk=sample.grids[0])
    assert grid.parent_id == sample.communities[0]
    assert Place.objects.get(pk=sample.communities[0]).parent_id == sample.streets[0]
    assert (len(sample.streets), len(sample.communities), len(sample.grids)) == (2, 4, 12)
