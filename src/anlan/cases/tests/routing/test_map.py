"""Who owns what, drawn: the same answers as the routing gives, whatever is grouped to get them sooner."""

import json
from datetime import time, timedelta
from time import process_time

import pytest

from anlan.access.public import service
from anlan.cases.routing import map as ownership_map
from anlan.cases.routing.book import UnitBook
from anlan.cases.routing.clauses import owner
from anlan.cases.routing.map import Ground, Question, changed, changes_by_category, kinds_of, parts_of_day
from anlan.cases.routing.outlines import outlines, version
from anlan.cases.routing.proof import alike, book_of, leaves, prove_ownership
from anlan.cases.scheme.section import CASES
from anlan.parties.public import close_unit
from anlan.places.public import Place
from anlan.schemes.public import current

DISTRICT = 310105


def section_of(town):
    return current("hotline").section(CASES)


def test_places_that_are_alike_have_the_same_answers(town):
    section, book = section_of(town), book_of(DISTRICT, town.at)
    groups = alike([place.code for place in leaves(DISTRICT)], section, book)
    assert sum(map(len, groups.values())) == len(leaves(DISTRICT))
    assert any(len(group) > 1 for group in groups.values())
    for category in section.categories:
        for first, group in groups.items():
            answers = {
                found.unit.id if found and found.unit else None
                for code in group
                for found in [
                    owner(
                        section,
                        category=category.code,
                        place=code,
                        premises_kind="",
                        at=town.at,
                        find=book.find,
                    )
                ]
            }
            assert len(answers) == 1, (category.code, first)


def test_a_clause_for_one_grid_and_a_unit_of_one_grid_stand_apart(town):
    section = section_of(town)
    clause = section.routing[0].model_copy(
        update={"when": section.routing[0].when.model_copy(update={"places": (town.grid,)})}
    )
    apart = section.model_copy(update={"routing": (clause, *section.routing)})
    groups = alike([place.code for place in leaves(DISTRICT)], apart, UnitBook([]))
    assert groups[town.grid] == [town.grid]


def test_the_map_counts_every_grid_once_and_holes_first(town):
    ground = Ground(DISTRICT, town.at)
    owned = ground.owned(section_of(town), Question("parking", "", time(12)))
    assert sum(holder.grids for holder in owned.holders) == len(ground.places) == len(owned.grids)
    assert owned.holes == 0
    town.later(hours=1)
    for code in ("district.market", "street1.office", "street2.office"):
        close_unit(unit=town.units[code].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    broken = Ground(DISTRICT, town.at).owned(section_of(town), Question("food", "", time(12)))
    assert broken.holders[0].unit is None
    assert broken.holes == len(ground.places)
    assert set(broken.marks.values()) == {0}


def test_who_only_stands_in_is_marked(town):
    town.later(hours=1)
    close_unit(unit=town.units["district.market"].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    owned = Ground(DISTRICT, town.at).owned(section_of(town), Question("food", "", time(12)))
    assert owned.holes == 0
    assert len(owned.standing_in) == len(owned.grids)
    assert all(holder.stands_in == holder.grids for holder in owned.holders)


def test_the_hours_of_the_day_are_those_the_clauses_tell_apart(town):
    section = section_of(town)
    assert parts_of_day(section) == [(time(0), time(6)), (time(6), time(22)), (time(22), time(0))]
    assert kinds_of(section) == [""]
    ground = Ground(DISTRICT, town.at)
    night = ground.owned(section, Question("noise", "", time(22)))
    day = ground.owned(section, Question("noise", "", time(6)))
    assert {one.name for one in night.holders} != {one.name for one in day.holders}


def test_two_versions_say_what_would_change_hands(town):
    section = section_of(town)
    turned = section.model_copy(
        update={
            "routing": tuple(
                one.model_copy(update={"to": "street_office"}) if one.to == "property_office" else one
                for one in section.routing
            )
        }
    )
    ground = Ground(DISTRICT, town.at)
    moved = changed(ground, section, turned, Question("property", "", time(12)))
    assert len(moved.marks) == len(ground.places)
    assert sum(line.grids for line in moved.lines) == len(moved.marks)
    assert changed(ground, section, turned, Question("parking", "", time(12))).lines == []
    assert [code for code, _count, _asked in changes_by_category(ground, section, turned)] == ["property"]


def test_the_proof_with_groups_says_what_it_said_grid_by_grid(town):
    town.later(hours=1)
    close_unit(unit=town.units["street1.police"].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    found = list(prove_ownership(current("hotline"), DISTRICT, town.at))
    assert found
    assert all(str(leaves(DISTRICT)[0].code) in one.message.en for one in found)


def test_the_outlines_are_bounded_and_name_every_grid(town):
    told = json.loads(outlines(DISTRICT, version(DISTRICT)))
    codes = {one["properties"]["code"] for one in told["features"]}
    assert codes == {str(place.code) for place in leaves(DISTRICT)}


@pytest.mark.slow
def test_ten_thousand_grids_are_answered_soon(town, monkeypatch):
    def many(_district):
        base = 310105001000000
        return [
            Place(
                code=base + community * 1000 + grid,
                district=DISTRICT,
                level="grid",
                parent_id=base + community * 1000,
            )
            for community in range(1, 200)
            for grid in range(1, 52)
        ]

    monkeypatch.setattr(ownership_map, "leaves", many)
    ground = Ground(DISTRICT, town.at)
    began = process_time()
    owned = ground.owned(section_of(town), Question("parking", "", time(12)))
    assert len(owned.grids) == 199 * 51
    assert process_time() - began < 2
