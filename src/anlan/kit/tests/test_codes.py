"""Place codes as ranges."""

import pytest

from anlan.kit.codes import CodeInvalid, district_of, holds, level_of, span


@pytest.mark.parametrize(
    ("code", "level", "low", "high"),
    [
        (310105000000000, "district", 310105000000000, 310105999999999),
        (310105001000000, "street", 310105001000000, 310105001999999),
        (310105001002000, "community", 310105001002000, 310105001002999),
        (310105001002003, "grid", 310105001002003, 310105001002003),
    ],
)
def test_a_subtree_is_the_range_under_its_code(code, level, low, high):
    assert level_of(code) == level
    assert span(code) == (low, high)


@pytest.mark.parametrize("code", [0, -1, 310105, 99999999999999, 10**15])
def test_anything_but_fifteen_digits_is_refused(code):
    with pytest.raises(CodeInvalid):
        span(code)


def test_a_street_holds_its_grids_and_not_its_neighbours():
    assert holds(310105001000000, 310105001002003)
    assert not holds(310105001000000, 310105002000000)
    assert not holds(310105001000000, 310105000000000)
    assert district_of(310105001002003) == 310105000000000
