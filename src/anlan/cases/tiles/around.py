"""What residents see on the map, as a list: how many matters in which street."""

from datetime import datetime

import numpy as np

from anlan.cases.tiles.published import drawn_at, snapshot
from anlan.kit.tiles.morton import BITS, columns_and_rows, degrees
from anlan.places.public import is_holding, locate, names_of

_STREET = 10**6


def matters_by_street() -> tuple[datetime | None, list[tuple[str, int]]]:
    """When it was counted, and (street, at least so many), most first: each square goes to the street that holds
    its middle, so a street tells no more than its squares do. Squares beyond every street are left out.
    """
    squares = snapshot().squares
    if not squares:
        return drawn_at(), []
    keys = np.array([(4 * cell + 3) << 2 * (BITS - level - 1) for level, cell, _ in squares], dtype=np.int64)
    columns, rows = columns_and_rows(keys)
    places = [degrees(x, y) for x, y in zip(columns.tolist(), rows.tolist(), strict=True)]
    found = locate([lon for lon, _ in places], [lat for _, lat in places])
    counted: dict[int, int] = {}
    for code, (_level, _cell, said) in zip(found.tolist(), squares, strict=True):
        if not is_holding(code):
            street = code - code % _STREET
            counted[street] = counted.get(street, 0) + int(said["n"])
    names = names_of(counted)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return drawn_at(), [(names.get(code, str(code)), n) for code, n in ordered]
