"""What comes in on one day: where, by whom, in which words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import shapely

from anlan.access.public import Actor, anonymous
from anlan.cases.public import Sent, Whereabouts
from anlan.config.demo import names
from anlan.config.demo.ground import DISTRICT
from anlan.config.demo.rhythm import dice, moments
from anlan.config.demo.words import Scene
from anlan.config.demo.world import World
from anlan.places.public import locate, outside

_CHANNELS = {"phone": 52, "portal": 26, "grid": 13, "patrol": 4, "internal": 3, "mail": 2}
_TRIES = 6


@dataclass
class Draft:
    """One matter as it will be reported at `at`. `again`: it tells nearly the same as an earlier one of the day."""

    at: datetime
    category: str
    sent: Sent
    where: Whereabouts
    by: Actor
    key: str
    chance: Random
    again: "Draft | None" = None


def drafts(world: World, day: date, a_day: float) -> list[Draft]:
    """Every matter of a local day, in order of time."""
    coming = moments(day, a_day)
    spots = _spots(world, day, len(coming))
    made: list[Draft] = []
    for number, (at, category) in enumerate(coming):
        chance = dice("matter", day, number)
        earlier = chance.choice(made[-40:]) if made and chance.random() < 0.035 else None
        key = f"demo-{day:%Y%m%d}-{number:04d}"
        if earlier is not None and earlier.again is None and earlier.where.lon is not None:
            made.append(_once_more(world, earlier, at, key, chance))
        else:
            made.append(_new(world, at, category, spot=spots[number], key=key, chance=chance))
    return made


def _spots(world: World, day: date, count: int) -> list[tuple[int, float, float, int]]:
    """For each matter a grid, a point in it, and where `locate` puts the point."""
    chance = np.random.default_rng([DISTRICT, day.toordinal()])
    picked = chance.choice(len(world.grids), count, p=world.pull / world.pull.sum())
    west, south, east, north = world.boxes[picked].T
    lon, lat = west.copy(), south.copy()
    missing = np.ones(count, dtype=bool)
    for _ in range(_TRIES):
        lon[missing] = chance.uniform(west[missing], east[missing])
        lat[missing] = chance.uniform(south[missing], north[missing])
        missing = ~shapely.contains_xy(world.cells[picked], lon, lat)
        if not missing.any():
            break
    lon, lat = np.round(lon, 6), np.round(lat, 6)
    places = locate(lon, lat).tolist()
    return [
        (world.grids[int(grid)], x, y, place)
        for grid, x, y, place in zip(picked, lon.tolist(), lat.tolist(), places, strict=True)
    ]


def _new(
    world: World,
    at: datetime,
    category: str,
    *,
    spot: tuple[int, float, float, int],
    key: str,
    chance: Random,
) -> Draft:
    grid, lon, lat, place = spot
    channel = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    nearby = world.premises.get(grid // 1000, [])
    kinds = names.SHOP_KINDS if category in ("food", "noise", "fire") else ("residential",)
    known = [one for one in nearby if one.kind in kinds]
    told_by_door = bool(known) and chance.random() < (0.3 if category in ("food", "fire") else 0.05)
    door = chance.choice(known) if told_by_door else None
    scene = Scene(grid // 1000 * 1000, chance, shop=door.name if door and category != "property" else "")
    fields: dict[str, Any] = {"lon": lon, "lat": lat}
    where = Whereabouts(place, lon=lon, lat=lat, frame_lon=lon, frame_lat=lat)
    dice_roll = chance.random()
    if door is not None:
        fields, where = (
            {"premises": door.id},
            Whereabouts(door.place_id, door.id, door.kind, door.lon, door.lat),
        )
    elif dice_roll < 0.05:
        code = grid // 1000 * 1000
        fields, where = {"place": code}, Whereabouts(code)
    elif dice_roll < 0.06:
        channel = "phone"
        fields, where = _beyond(lon, lat)
    said = "" if chance.random() < 0.03 else category
    return _draft(
        world, at, category, scene, chance, key=key, channel=channel, where=where,
        fields={**fields, "category": said, "words": scene.report(said)},
    )  # fmt: skip


def _beyond(lon: float, lat: float) -> tuple[dict[str, Any], Whereabouts]:
    """A point in the next district."""
    lon, lat = round(lon + 0.2, 6), round(lat + 0.1, 6)
    where = Whereabouts(outside(DISTRICT), lon=lon, lat=lat, frame_lon=lon, frame_lat=lat)
    return {"lon": lon, "lat": lat}, where


def _once_more(world: World, earlier: Draft, at: datetime, key: str, chance: Random) -> Draft:
    """Somebody else tells of the same thing, a few steps away."""
    lon = round((earlier.where.lon or 0.0) + chance.uniform(-0.0006, 0.0006), 6)
    lat = round((earlier.where.lat or 0.0) + chance.uniform(-0.0005, 0.0005), 6)
    place = int(locate(np.array([lon]), np.array([lat]))[0])
    where = Whereabouts(place, lon=lon, lat=lat, frame_lon=lon, frame_lat=lat)
    scene = Scene(earlier.where.place // 1000 * 1000, chance)
    fields = {
        "lon": lon, "lat": lat, "category": earlier.sent.category, "words": scene.once_more(earlier.sent.words),
    }  # fmt: skip
    channel = chance.choice(("phone", "portal"))
    at = max(at, earlier.at + timedelta(minutes=1))
    made = _draft(
        world, at, earlier.category, scene, chance, key=key, channel=channel, where=where, fields=fields
    )
    made.again = earlier
    return made


def _draft(
    world: World, at: datetime, category: str, scene: Scene, chance: Random, *, key: str, channel: str,
    where: Whereabouts, fields: dict[str, Any],
) -> Draft:  # fmt: skip
    roles = {"grid": "grid_worker", "patrol": "grid_worker", "portal": ""}
    role = roles.get(channel, "operator")
    by = world.people.one(role, where.place, chance) if role else anonymous
    times = {"callback_time": chance.choice(("morning", "afternoon", "evening"))}
    contact = {"name": names.person(chance), "phone": names.phone(chance)}
    asked = channel in ("phone", "portal", "mail")
    sent = Sent(
        **fields,
        channel=channel,
        address=scene.address() if chance.random() < 0.7 else "",
        answers=times if asked and chance.random() < 0.4 else {},
        contact=contact if asked and chance.random() < 0.85 else {},
    )
    return Draft(at, category, sent, where, by, key, chance)
