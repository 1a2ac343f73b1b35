"""What somebody of the demonstration reports now: the body of a report, in the words and places of the fill."""

from datetime import datetime
from random import Random
from typing import Any

import shapely

from anlan.config.demo import names
from anlan.config.demo.ground import Ground
from anlan.config.demo.rhythm import ZONE, dice, expected, hours, shares
from anlan.config.demo.words import Scene

_CHANNELS = {"phone": 78, "grid": 16, "patrol": 6}


def a_pace(at: datetime) -> float:
    """How many matters an hour come in about now, as the fill has them."""
    local = at.astimezone(ZONE)
    weight = sum(
        share * hours(category)[local.hour] / sum(hours(category)) for category, share in shares().items()
    )
    return expected(local.date()) * weight / sum(shares().values())


class Reports:
    """Makes reports for one ground."""

    def __init__(self, land: Ground, chance: Random) -> None:
        self._land, self._chance = land, chance
        self._pull = [dice("pull", grid).lognormvariate(0.0, 0.7) for grid in land.grids]

    def new(self, at: datetime) -> tuple[int, dict[str, Any]]:
        """The grid it concerns, and the body of `POST /api/cases`."""
        chance = self._chance
        grid = chance.choices(self._land.grids, self._pull)[0]
        hour = at.astimezone(ZONE).hour
        weights = [share * (hours(category)[hour] + 1) for category, share in shares().items()]
        category = "" if chance.random() < 0.03 else chance.choices(list(shares()), weights)[0]
        scene = Scene(grid // 1000 * 1000, chance)
        lon, lat = self._inside(grid)
        channel = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        body: dict[str, Any] = {
            "capability": "hotline", "category": category, "channel": channel, "lon": lon, "lat": lat,
            "words": scene.report(category), "address": scene.address() if chance.random() < 0.7 else "",
        }  # fmt: skip
        if channel == "phone" and chance.random() < 0.85:
            body["contact"] = {"name": names.person(chance), "phone": names.phone(chance)}
        return grid, body

    def again(self, grid: int, body: dict[str, Any]) -> dict[str, Any]:
        """Somebody else tells of the same thing, a few steps away."""
        chance, scene = self._chance, Scene(grid // 1000 * 1000, self._chance)
        moved = {name: round(body[name] + chance.uniform(-0.0004, 0.0004), 6) for name in ("lon", "lat")}
        return {**body, **moved, "words": scene.once_more(body["words"]), "channel": "phone", "contact": {}}

    def _inside(self, grid: int) -> tuple[float, float]:
        cell = self._land.cells[grid]
        west, south, east, north = shapely.bounds(cell).tolist()
        for _ in range(12):
            lon, lat = self._chance.uniform(west, east), self._chance.uniform(south, north)
            if shapely.contains_xy(cell, lon, lat):
                return round(lon, 6), round(lat, 6)
        middle = shapely.point_on_surface(cell)
        return round(float(shapely.get_x(middle)), 6), round(float(shapely.get_y(middle)), 6)
