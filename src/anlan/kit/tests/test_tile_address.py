import pytest

from anlan.kit.tiles.address import FINEST, Tile, TileOutside, TileUnreadable, tile_at


@pytest.mark.parametrize("given", [("0", "0", "0"), ("14", "13717", "6688"), (str(FINEST), "0", "4194303")])
def test_a_tile_of_the_world_is_read(given):
    assert tile_at(*given) == Tile(*map(int, given))


@pytest.mark.parametrize(
    "given", [("0", "1", "0"), ("3", "8", "0"), ("3", "0", "8"), ("23", "0", "0"), ("9999999999", "1", "1")]
)
def test_a_tile_outside_the_world_is_not_found(given):
    with pytest.raises(TileOutside):
        tile_at(*given)


@pytest.mark.parametrize("text", ["-1", "NaN", "1e3", "", " 1", "١", "1.0", "9" * 40, "x"])
def test_what_is_no_number_is_refused_with_400(text):
    with pytest.raises(TileUnreadable) as refused:
        tile_at("3", text, "1")
    assert refused.value.status == 400


def test_the_four_tiles_below_share_the_keys_of_the_one_above():
    low, high = Tile(5, 9, 20).span
    below = [Tile(6, x, y).span for y in (40, 41) for x in (18, 19)]
    assert below[0][0] == low
    assert below[-1][1] == high
    assert [one[0] for one in below[1:]] == [one[1] + 1 for one in below[:-1]]
