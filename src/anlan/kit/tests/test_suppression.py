"""What is published of small numbers cannot be worked backwards."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kit.suppression import LEAST, WIDTH, Published, publish


def guesses(found: Published[int], cells: int) -> list[tuple[int, ...]]:
    """Every table that fits what was published: an attacker's view, by trying all of them."""
    assert found.total is not None
    most = min(found.shown.values(), default=found.total)
    ranges = [
        [found.shown[key]]
        if key in found.shown
        else range(LEAST)
        if key in found.few
        else range(LEAST, max(most, LEAST) + 1)
        for key in range(cells)
    ]
    return [table for table in product(*ranges) if sum(table) == found.total]


def test_nothing_small_is_nothing_hidden() -> None:
    found = publish({"noise": 12, "parking": 7})
    assert (found.shown, found.total) == ({"noise": 12, "parking": 7}, 19)


def test_one_small_cell_does_not_stand_alone() -> None:
    found = publish({"noise": 12, "parking": 9, "food": 2})
    assert found.few == {"food"}
    assert found.kept == {"parking"}
    assert found.total == 23


def test_where_all_is_small_the_total_is_not_told_when_it_tells() -> None:
    assert publish({"noise": 1, "food": 0}).total is None
    assert publish({"noise": 4, "food": 4}).total is None  # eight could only be four and four


def test_an_empty_place_has_nothing_to_tell() -> None:
    assert publish({"noise": 0, "food": 0}).total is None
    assert publish({}) == Published({}, frozenset(), frozenset(), 0)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_nobody_can_work_a_hidden_number_out(counts: list[int]) -> None:
    found = publish(dict(enumerate(counts)))
    assert all(count >= LEAST for count in found.shown.values())
    if found.total is None:
        return
    tables = guesses(found, len(counts))
    assert tuple(counts) in tables
    for key in found.few | found.kept:
        assert len({table[key] for table in tables}) >= WIDTH


@pytest.mark.parametrize("count", range(LEAST))
def test_a_number_under_five_is_never_shown(count: int) -> None:
    assert publish({"noise": count, "food": 40}).shown.get("noise") is None
