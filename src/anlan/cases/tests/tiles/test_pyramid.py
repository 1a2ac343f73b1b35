"""The pyramid says what the list says, at every zoom and at any moment."""

from dataclasses import replace

import numpy as np
import pytest
from django.db import connection, transaction

from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.public import close, visible
from anlan.cases.tests.tiles.conftest import narrowed, read, tiles_around, total
from anlan.cases.tiles import staff, tables
from anlan.cases.tiles.pyramid import fold, squares_of
from anlan.kit.tiles.clusters import gathered, level_of


def listed(actor, tile):
    """The same squares from what a list shows."""
    seen = visible(actor).filter(state__in=sorted(OPEN), morton__range=tile.span)
    rows = np.array(list(seen.values_list("morton", "late", "number")), dtype=np.int64).reshape(-1, 3)
    return gathered(rows[:, 0], level_of(tile), {"late": rows[:, 1], "number": rows[:, 2]})


def same(actor, tile):
    kept, seen = squares_of(actor, tile), listed(actor, tile)
    assert kept.cell.tolist() == seen.cell.tolist(), tile
    assert staff.written("cases", kept, tile) == staff.written("cases", seen, tile), tile
    return int(kept.n.sum())


def actors(town):
    own = town.actor("operator", place=town.district.streets[1], name="who reported")
    handler = town.actor("handler", unit="street1.urban")
    first, second = town.district.streets
    operator = town.actor("operator")
    some = [town.actor("operator", place=place).grants[0] for place in (*town.district.grids[:5], second)]
    half = replace(town.actor("operator", place=first).grants[0], capabilities=frozenset({"hotline"}))
    other = replace(operator.grants[0], capabilities=frozenset({"hazards"}))
    return {
        "district": operator,
        "a unit": handler,
        "a unit and a street": replace(handler, grants=(*handler.grants, *own.grants)),
        "a street, and an own report beyond it": own,
        "street": town.actor("operator", place=first),
        "twelve grants": replace(operator, grants=tuple(some)),
        "one capability": narrowed(operator, capabilities=frozenset({"hotline"})),
        "another capability": narrowed(operator, capabilities=frozenset({"hazards"})),
        "a street, and beyond it one capability": replace(operator, grants=(some[-1], half, other)),
    }


@pytest.mark.slow
@pytest.mark.parametrize("folded", [False, True])
def test_every_scope_sees_the_same_squares_from_the_pyramid_as_case_by_case(scattered, middle, folded):
    scattered.report(
        by=actors(scattered)["a street, and an own report beyond it"], lon=121.371, lat=31.221, place=None
    )
    scattered.settle()
    if folded:
        assert fold(scattered.at) > 0
    for name, actor in actors(scattered).items():
        seen = visible(actor).filter(morton__isnull=False).count()
        for tile in tiles_around(*middle):
            count = same(actor, tile)
            if tile.z < 6:
                assert count == seen, name


@pytest.mark.slow
def test_whatever_happens_to_a_case_the_map_follows_at_once(scattered, middle):
    town, operator, world = scattered, scattered.actor("operator"), tiles_around(*middle)[0]
    fold(town.at)
    before = total(staff.draw(world, operator))
    case = Case.objects.order_by("number").first()
    close(by=operator, at=town.later(hours=1), case=case.pk, outcome="not_ours", words="不属受理范围")
    assert total(staff.draw(world, operator)) == before - 1
    Case.objects.filter(pk=Case.objects.order_by("-number").first().pk).update(late=True)
    Case.objects.filter(number=Case.objects.order_by("-number")[1].number).update(
        place_scope=town.district.grids[0]
    )
    Case.objects.filter(number=Case.objects.order_by("-number")[2].number).update(morton=None)
    for tile in tiles_around(*middle)[:17]:
        for actor in actors(town).values():
            same(actor, tile)
    fold(town.later(minutes=1))
    for tile in tiles_around(*middle)[:17]:
        for actor in actors(town).values():
            same(actor, tile)


def test_what_is_undone_was_never_on_the_map(scattered, middle):
    operator, world = scattered.actor("operator"), tiles_around(*middle)[0]
    before = total(staff.draw(world, operator))
    with transaction.atomic():
        scattered.report(lon=middle[0] - 1e-4, lat=middle[1] - 1e-4)
        assert total(staff.draw(world, operator)) == before + 1
        transaction.set_rollback(True)
    assert total(staff.draw(world, operator)) == before


def test_folding_twice_changes_nothing_and_leaves_no_empty_square(scattered, middle):
    fold(scattered.at)
    assert fold(scattered.at) == 0
    Case.objects.update(morton=None)
    fold(scattered.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_cell")
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_filling_from_nothing_gives_what_the_lines_gave(scattered):
    fold(scattered.at)
    with connection.cursor() as cursor:
        look = "SELECT * FROM cases_cell ORDER BY capability, level, cell, place"
        cursor.execute(look)
        grown = cursor.fetchall()
        cursor.execute("DELETE FROM cases_cell")
        cursor.execute(tables.fill())
        cursor.execute(look)
        assert cursor.fetchall() == grown
        assert {row[1] for row in grown} == set(tables.LEVELS)


@pytest.mark.parametrize("zoom", [2, 12, 18, 19, 22])
def test_a_tile_costs_one_query(scattered, middle, zoom, django_assert_num_queries):
    for actor in actors(scattered).values():
        with django_assert_num_queries(1):
            squares_of(actor, tiles_around(*middle)[zoom])


def test_a_single_case_is_told_by_its_number_and_stands_where_it_is(scattered, middle):
    operator = scattered.actor("operator")
    case = Case.objects.order_by("number").first()
    tile = tiles_around(case.lon, case.lat)[22]
    (found,) = read(staff.draw(tile, operator))["cases"]
    assert found["properties"] == {"n": 1, "late": int(case.late), "number": case.number}
    assert all(0 <= one <= 4096 for one in found["geometry"]["coordinates"])
