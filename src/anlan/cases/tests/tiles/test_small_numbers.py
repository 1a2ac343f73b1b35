"""An attacker with all that is public, subtracting: zooms, streets, communities, kinds and days. Nothing under five.

The argument these tests hold: docs/decisions/0009-small-numbers.md.
"""

import random
from collections import defaultdict
from datetime import timedelta
from itertools import combinations, product

import pytest

from anlan.cases.models import Case
from anlan.cases.tests.tiles.conftest import read
from anlan.cases.tiles import published, residents
from anlan.cases.tiles.around import matters_by_street
from anlan.cases.tiles.figures import public_figures
from anlan.cases.tiles.squares import counted, tellable
from anlan.kit.suppression import LEAST, WIDTH, at_least
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.morton import BITS, world

BOX = (121.355, 31.205, 121.385, 31.235)


@pytest.fixture(autouse=True)
def _anew():
    published._snapshot.cache_clear()


def squares_at(z):
    """Every number of the public layer at a zoom, by the middle of its square in the 31-bit world."""
    (west, north), (east, south) = world(BOX[0], BOX[3]), world(BOX[2], BOX[1])
    found = {}
    for x in range(int(west) >> (BITS - z), (int(east) >> (BITS - z)) + 1):
        for y in range(int(north) >> (BITS - z), (int(south) >> (BITS - z)) + 1):
            tile = Tile(z, x, y)
            for one in read(residents.draw(tile, None)).get("public", []):
                column, row = one["geometry"]["coordinates"]
                scale = tile.size / 4096
                at = tile.corner[0] + column * scale, tile.corner[1] + row * scale
                found[at] = one["properties"]["n"]
    return found


@pytest.fixture
def crowded(town):
    """Matters by dozens in some squares and by ones and twos in others, of several kinds."""
    dice = random.Random(11)
    for _ in range(90):
        lon, lat = dice.gauss(121.371, 0.004), dice.gauss(31.221, 0.004)
        kind = dice.choice(["parking", "noise", "lighting"])
        town.report(lon=lon, lat=lat, place=None, category=kind)
    published.publish(town.at)
    return town


def differences(numbers):
    return {abs(one - other) for one, other in combinations([0, *numbers], 2)}


@pytest.mark.slow
def test_no_two_zooms_differ_by_fewer_than_five(crowded):
    by_zoom = {z: squares_at(z) for z in (8, 10, 11, 12, 14, 16)}
    whole = {sum(found.values()) for found in by_zoom.values()}
    assert len(whole) == 1
    assert whole.pop() > LEAST
    for far, near in combinations(sorted(by_zoom), 2):
        side = 1 << (BITS - min(far + 3, 16))  # a square far away, and what of it is told closer by
        for (column, row), n in by_zoom[far].items():
            inside = [
                m
                for (x, y), m in by_zoom[near].items()
                if abs(x - column) <= side / 2 and abs(y - row) <= side / 2
            ]
            for parts in range(len(inside) + 1):
                for some in combinations(inside[:8], parts):
                    assert abs(n - sum(some)) not in range(1, LEAST)


@pytest.mark.slow
def test_no_street_differs_from_its_squares_by_fewer_than_five(crowded):
    _when, streets = matters_by_street()
    numbers = [n for _name, n in streets] + list(squares_at(16).values())
    assert streets
    assert not differences(numbers) & set(range(1, LEAST))
    assert not differences([sum(numbers[: len(streets)]), *numbers]) & set(range(1, LEAST))


@pytest.mark.slow
def test_no_community_differs_from_its_groups_by_fewer_than_five(crowded):
    for community in crowded.district.communities:
        figures = public_figures(community)
        told = [line.open for line in figures.lines if line.open is not None]
        assert (figures.total or 0) == sum(told)
        assert not differences([figures.total or 0, *told]) & set(range(1, LEAST))


@pytest.mark.slow
def test_no_two_days_differ_by_fewer_than_five(crowded):
    """One neighbour reports a day: no number of either page ever moves by one."""
    seen = defaultdict(set)
    dice = random.Random(5)
    for day in range(1, 13):
        lon, lat = dice.gauss(121.371, 0.002), dice.gauss(31.221, 0.002)
        crowded.report(lon=lon, lat=lat, place=None, category="noise")
        published.publish(crowded.at + timedelta(days=day))
        for at, n in squares_at(16).items():
            seen[at].add(n)
        for community in crowded.district.communities:
            for line in public_figures(community).lines:
                seen[community, line.title].add(line.open or 0)
    assert any(len(numbers) > 1 for numbers in seen.values()), "nothing changed, so nothing was tried"
    for numbers in seen.values():
        assert not differences(numbers) & set(range(1, LEAST))


def test_a_kind_is_named_by_nothing_that_fewer_than_five_share(crowded):
    for size, cell, said in published.snapshot().squares:
        low, high = cell << 2 * (BITS - size), ((cell + 1) << 2 * (BITS - size)) - 1
        if "kind" in said:
            held = Case.objects.filter(morton__range=(low, high), category=said["kind"].split(":")[1])
            assert held.count() >= LEAST


def test_a_community_tells_nothing_of_kinds_that_the_map_does_not_show(town, monkeypatch):
    for _ in range(6):
        town.report(category="noise")
        case = Case.objects.get(pk=town.report(category="noise").case)
        Case.objects.filter(pk=case.pk).update(
            state="closed", closed_at=town.at, reported_at=town.at - timedelta(days=2, hours=7)
        )
    community = case.place_scope // 1000 * 1000
    published.publish(town.at)
    assert public_figures(community).total
    assert public_figures(community).median_days == 2
    for module in ("published", "figures"):
        monkeypatch.setattr(f"anlan.cases.tiles.{module}.shown_kinds", lambda: [("hotline", "parking")])
    published.publish(town.at)
    figures = public_figures(community)
    assert (figures.total, figures.median_days, figures.kinds) == (None, None, ())
    assert len(figures.lines) == 1


def published_of(cells):
    """What is told of four neighbouring squares, in a form that can be compared."""
    found = tellable(counted((1000 + at, "k", "s", "a", n) for at, n in enumerate(cells) if n))
    return tuple(sorted((one.level, one.cell, one.said["n"]) for one in found))


@pytest.mark.slow
def test_no_square_is_worked_out_by_trying_every_world():
    """Every way to fill four neighbours; worlds that look alike must leave a hidden square three values or more."""
    alike = defaultdict(list)
    for cells in product(range(8), repeat=4):
        alike[published_of(cells)].append(cells)
    assert len(alike) > 20
    for told, worlds in alike.items():
        alone = {cell - 1000 for level, cell, _n in told if level == 16}
        for at in set(range(4)) - alone:
            assert len({cells[at] for cells in worlds}) >= WIDTH, (told, at)


def test_no_square_is_worked_out_from_the_community_that_holds_it():
    """Two squares make a community, where other matters are open that have no point: nobody knows how many."""
    alike = defaultdict(list)
    for one, other, besides in product(range(12), range(12), range(12)):
        told = at_least(one), at_least(other), at_least(one + other + besides)
        alike[told].append((one, other))
    for told, worlds in alike.items():
        if told[2] > 15:  # worlds beyond those tried would look like these as well
            continue
        for at in range(2):
            if told[at] == 0:
                assert len({squares[at] for squares in worlds}) >= WIDTH, told
