"""What everybody may know of a community: how much is open by group of kinds, how long things take."""

from dataclasses import dataclass

from anlan.cases.scheme.section import CASES
from anlan.cases.tiles.kinds import shown_kinds
from anlan.cases.tiles.published import drawn_at, snapshot
from anlan.schemes.public import current_all


@dataclass(frozen=True)
class Line:
    """A group of kinds (a capability), of those residents may see on the map. `open`: at least so many, None under
    five. `median_days`: from report to close in whole days, at least one; None where fewer than five were closed.
    """

    title: str
    open: int | None
    median_days: float | None


@dataclass(frozen=True)
class PlaceFigures:
    """Of a community and all below it. `total` is the sum of what the lines tell, never counted anew; None: nothing.

    `kinds`: (title, median days) of every kind of which five or more were closed, the quickest first.
    """

    lines: tuple[Line, ...]
    total: int | None
    median_days: float | None
    kinds: tuple[tuple[str, float], ...]


def public_figures(community: int) -> PlaceFigures | None:
    """The figures of a community as they were counted this day; None before the first count."""
    if drawn_at() is None:
        return None
    told = snapshot()
    now, days = told.open.get(community, {}), told.days.get(community, {})
    shown = {capability for capability, _category in shown_kinds()}
    schemes = [one for one in current_all() if one.name in shown]
    titles = {one.name: str(one.title) for one in schemes}
    kinds = [
        (str(kind.title), days[f"{one.name}:{kind.code}"])
        for one in schemes
        for kind in one.section(CASES).categories
        if f"{one.name}:{kind.code}" in days
    ]
    return PlaceFigures(
        tuple(Line(titles.get(name, name), now.get(name), days.get(name)) for name in titles | now),
        sum(now.values()) or None,
        days.get(""),
        tuple(sorted(kinds, key=lambda kind: kind[1])),
    )
