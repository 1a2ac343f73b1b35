"""Two operators for `bench_tiles`: one of the whole district, one with twelve grants here and there."""

from datetime import UTC, datetime
from uuid import uuid4

from anlan.access.public import Actor, GrantView
from anlan.kit.codes import span
from bench.tiles_fill import DISTRICT

_UNTIL = datetime(2100, 1, 1, tzinfo=UTC)


def _actor(*places: int) -> Actor:
    grants = tuple(
        GrantView(uuid4(), "operator", place, *span(place), None, None, _UNTIL) for place in places
    )
    account = uuid4()
    return Actor(f"account:{account}", account, "bench", grants, mfa=True)


def district() -> Actor:
    """Everything."""
    return _actor(DISTRICT)


def handful() -> Actor:
    """Two streets, five communities of others, five grids of yet others."""
    streets = [DISTRICT + street * 10**6 for street in (1, 5)]
    communities = [DISTRICT + street * 10**6 + 3 * 10**3 for street in (2, 3, 4, 6, 7)]
    grids = [DISTRICT + street * 10**6 + 7 * 10**3 + 2 for street in (8, 9, 10, 11, 12)]
    return _actor(*streets, *communities, *grids)
