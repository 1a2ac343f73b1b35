import pytest

from anlan.access.public import NotPermitted, service
from anlan.cases.errors import CaseChanged, CaseNotFound, PlaceMissing, PlaceUnknown
from anlan.cases.public import Case, relocate, visible
from anlan.kit.words import TextMissing
from anlan.ledger.public import history
from anlan.places.public import SUCCEEDED, add_place, succeed_place, unlocated


def test_the_place_is_set_right_and_what_was_reported_stays(town):
    case = town.case()
    relocate(by=town.actor("operator"), at=town.at, case=case.id, place=town.far_grid, words="电话问清")
    case.refresh_from_db()
    assert (case.place_reported, case.place_scope) == (town.grid, town.far_grid)
    fact = history(case.id)[-1]
    assert (fact.kind, fact.payload) == ("cases.relocate", {"place": town.far_grid, "before": town.grid})


def test_a_case_nobody_could_place_is_routed_and_dispatched_once_it_has_a_place(town):
    case = town.case(place=unlocated(310105), category="parking")
    operator = town.actor("operator")
    relocate(by=operator, at=town.later(minutes=5), case=case.id, place=town.far_grid, words="电话问清")
    town.settle()
    case.refresh_from_db()
    assert case.state == "dispatched"
    assert case.lead_unit == town.units["street2.urban"].id


def test_who_sees_it_follows_the_place(town):
    case = town.case()
    first, second = (town.actor("operator", place=street) for street in town.district.streets)
    relocate(by=town.actor("operator"), at=town.at, case=case.id, place=town.far_grid, words="电话问清")
    assert case not in visible(first)
    assert case in visible(second)


@pytest.mark.parametrize("role", ["grid_worker", "checker", "leader"])
def test_a_role_without_it_may_not_move_a_case(town, role):
    case = town.case()
    with pytest.raises(NotPermitted):
        relocate(by=town.actor(role), at=town.at, case=case.id, place=town.far_grid, words="x")


def test_moving_a_foreign_case_is_refused_as_not_found(town):
    case = town.case()
    stranger = town.actor("operator", place=town.district.streets[1])
    with pytest.raises(CaseNotFound):
        relocate(by=stranger, at=town.at, case=case.id, place=town.far_grid, words="x")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"words": "x"}, PlaceMissing),
        ({"place": 440307001001001, "words": "x"}, PlaceUnknown),
        ({"place": 310105001001002, "words": " "}, TextMissing),
        ({"place": 310105001001002, "words": "x", "version": 99}, CaseChanged),
    ],
)
def test_what_is_missing_or_wrong_is_refused_and_changes_nothing(town, given, error):
    case = town.case()
    before = Case.objects.values().get(pk=case.pk)
    with pytest.raises(error):
        relocate(by=town.actor("operator"), at=town.at, case=case.id, **given)
    assert Case.objects.values().get(pk=case.pk) == before


def test_cases_follow_the_succession_of_their_place_by_their_point_where_they_have_one(town):
    lon, lat = town.district.points[town.grid]
    pointed, chosen = town.case(place=None, lon=lon, lat=lat), town.case()
    setup, at = service("setup"), town.later(days=1)
    new = town.grid + 50
    add_place(code=new, name_zh="新网格", name_en="New grid", by=setup, at=at)
    succeed_place(
        old=[town.grid], new=[new], kind="recode", reason="区划调整", by=setup, at=town.later(hours=1)
    )
    town.settle()
    pointed.refresh_from_db()
    chosen.refresh_from_db()
    assert (chosen.place_reported, chosen.place_scope) == (town.grid, new)
    assert pointed.place_scope != town.grid
    assert SUCCEEDED.name == "places.succeed_place"
