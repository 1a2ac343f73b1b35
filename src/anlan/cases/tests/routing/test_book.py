"""The book of units answers as the table does, without asking it."""

import pytest

from anlan.cases.public import UnitBook
from anlan.parties.public import Unit, unit_for, units_of

pytestmark = pytest.mark.slow


def test_the_book_finds_what_the_table_finds(town):
    book = UnitBook(Unit.objects.all())
    for role in {role for unit in Unit.objects.all() for role in unit.roles} | {"nobody"}:
        for place in (
            town.grid,
            town.far_grid,
            town.district.code,
            town.district.streets[0],
            310105999999001,
        ):
            assert book.find(role, place, town.at) == unit_for(role, place, town.at)
    closed = units_of("water")[0]
    Unit.objects.filter(pk=closed.pk).update(valid_to=town.later(hours=1))
    assert UnitBook(Unit.objects.all()).find("water", town.grid, town.at) is None
