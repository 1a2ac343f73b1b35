"""Codes in the lengths they are published in, and codes where a source has none."""

import pytest

from anlan.places.boundaries.coding import NoCodeLeft, Wanted, assign, read_code
from anlan.places.models import Level

D = 310105


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("310105", 310105000000000), ("310105001", 310105001000000), ("310105001002", 310105001002000),
        ("310105001002003", 310105001002003), ("31010500100203", 310105001002003),
        (" 310105001002003 ", 310105001002003), ("310105001002.0", 310105001002000),
        ("0310105", None), ("31010", None), ("", None), ("31010５", None), ("3.1e14", None), ("-310105", None),
    ],
)  # fmt: skip
def test_a_code_is_read_in_every_published_length(text, code):
    assert read_code(text) == code


def test_numbers_follow_the_natural_order_of_keys():
    wanted = [Wanted(key, None, Level.STREET) for key in ("S10", "S9", "A")]
    assert assign(D, wanted, {}, set()) == {
        "A": D * 10**9 + 10**6,
        "S9": D * 10**9 + 2 * 10**6,
        "S10": D * 10**9 + 3 * 10**6,
    }


def test_a_missing_level_is_000():
    wanted = [Wanted("s", None, Level.STREET), Wanted("g", "s", Level.GRID), Wanted("d", None, Level.GRID)]
    codes = assign(D, wanted, {}, set())
    assert codes["g"] == D * 10**9 + 1_000_001
    assert codes["d"] == D * 10**9 + 1


def test_known_and_used_codes_are_respected():
    base = D * 10**9
    codes = assign(
        D,
        [Wanted("a", None, Level.STREET), Wanted("b", None, Level.STREET)],
        {"a": base + 7 * 10**6},
        {base + 10**6},
    )
    assert codes == {"a": base + 7 * 10**6, "b": base + 2 * 10**6}


def test_998_children_are_the_most():
    full = {D * 10**9 + number * 10**6 for number in range(1, 999)}
    with pytest.raises(NoCodeLeft):
        assign(D, [Wanted("one more", None, Level.STREET)], {}, full)
