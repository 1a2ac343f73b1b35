"""What is published of small numbers cannot be worked backwards, not even by who knows the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kit.suppression import LEAST, WIDTH, at_least, rest_at_least

SMALL = range(LEAST)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (127, 125)])
def test_a_number_is_told_as_the_five_below_it(count: int, told: int) -> None:
    assert at_least(count) == told


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_no_difference_of_two_numbers_is_about_fewer_than_five(one: int, other: int) -> None:
    apart = abs(at_least(one) - at_least(other))
    assert apart == 0 or apart >= LEAST


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_who_sees_a_number_change_cannot_tell_by_how_much(count: int, more: int) -> None:
    """One report arrives: from both numbers an attacker knows only that it changed by one to nine, or not at all."""
    before, after = at_least(count), at_least(count + more)
    changes = {
        new - old
        for old in range(before, before + LEAST)
        for new in range(after, after + LEAST)
        if new >= old
    }
    assert more in changes
    assert len(changes) >= LEAST


@pytest.mark.parametrize("cells", [1, 2, 3, 4])
def test_nobody_works_a_cell_out_of_the_rest_it_is_told_with(cells: int) -> None:
    """The attacker knows the rule, so tries every way in which the rest can have come about."""
    ways: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(SMALL, repeat=cells):
        ways[rest_at_least(sum(counts), cells)].append(counts)
    for told, tables in ways.items():
        assert told <= min(sum(counts) for counts in tables)
        for cell in range(cells):
            assert len({counts[cell] for counts in tables}) >= WIDTH, (told, cell)


def test_without_the_cap_four_fours_would_be_given_away() -> None:
    assert at_least(16) == 15  # only 3 and 4 would remain for each
    assert rest_at_least(16, 4) == 10
