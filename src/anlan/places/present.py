"""Which boundaries a district has at present: asked at every look-up, since another process may import new ones."""

from typing import Any, NamedTuple

from anlan.kit.asking import Question

Box = tuple[float, float, float, float]
_seen: dict[int, "Boundaries"] = {}


class Boundaries(NamedTuple):
    """The newest version of a district (six digits). `polygons` 0: nothing has a boundary. `box`: west south east north
    of the newest version that had any.
    """

    district: int
    hash: str = ""
    polygons: int = 0
    box: Box | None = None


def last_seen(district: int) -> Boundaries | None:
    """What this process was told last: good for a guess that `boundaries` confirms, and for nothing else."""
    return _seen.get(district)


def boundaries(district: int) -> Boundaries:
    """The present boundaries of a district (six digits); one query."""
    return which_boundaries(district).ask()


def which_boundaries(district: int) -> Question[Boundaries]:
    """What `boundaries` asks, to be asked together with others."""

    def read(found: list[Any] | None) -> Boundaries:
        present = Boundaries(district)
        if found is not None:
            digest, polygons, west, south, east, north = found
            box = None if None in (west, south, east, north) else (west, south, east, north)
            present = Boundaries(district, digest, polygons, box)
        _seen[district] = present
        return present

    return Question(
        "SELECT json_build_array(newest.hash, newest.polygons, had.west, had.south, had.east, had.north)"
        " FROM (SELECT hash, polygons FROM places_boundaryversion WHERE district = %s ORDER BY number DESC LIMIT 1)"
        " newest LEFT JOIN LATERAL (SELECT west, south, east, north FROM places_boundaryversion"
        " WHERE district = %s AND polygons > 0 ORDER BY number DESC LIMIT 1) had ON true",
        (district, district),
        read,
    )


def whether_open(code: int) -> Question[bool]:
    """Whether there is a place with this code that is not closed."""
    return Question("SELECT true FROM places_place WHERE code = %s AND valid_to IS NULL", (code,), bool)
