"""Who and what a day of the demonstration can draw on: read from the tables, so that every process sees the same."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.contrib.auth import get_user_model

from anlan.access.public import Actor, KeeperBook, actor_for
from anlan.cases.public import UnitBook
from anlan.config.demo.ground import DISTRICT
from anlan.config.demo.rhythm import dice
from anlan.parties.public import Premises, Unit
from anlan.places.public import Place
from anlan.schemes.public import Scheme, current


@dataclass
class People:
    """The staff by what they do: handlers by unit, the others as (low, high, actor) over the places they serve."""

    handlers: dict[UUID, list[Actor]] = field(default_factory=dict)
    by_role: dict[str, list[tuple[int, int, Actor]]] = field(default_factory=dict)

    def add(self, actor: Actor) -> None:
        """Put an actor where their grants say."""
        for grant in actor.grants:
            if grant.unit is not None:
                self.handlers.setdefault(grant.unit, []).append(actor)
            else:
                self.by_role.setdefault(grant.role, []).append((grant.low, grant.high, actor))

    def one(self, role: str, place: int, chance: Random) -> Actor:
        """Somebody with `role` over `place`, most often who is nearest; an operator where there is none."""
        serving = [(high - low, actor) for low, high, actor in self.by_role[role] if low <= place <= high]
        if not serving:
            return self.one("operator", place, chance)
        nearest = min(width for width, _ in serving)
        near = [actor for width, actor in serving if width == nearest]
        return chance.choice(near if chance.random() < 0.85 else [actor for _, actor in serving])


@dataclass
class World:
    """Everything a day needs. Arrays go together: `grids[i]`, `cells[i]`, `pull[i]` (how much comes from there)."""

    scheme: Scheme
    units: UnitBook
    people: People
    grids: list[int]
    cells: Any
    boxes: Any
    pull: Any
    premises: dict[int, list[Premises]]
    keepers: KeeperBook = field(default_factory=KeeperBook)

    @classmethod
    def read(cls, at: datetime) -> "World":
        """As the tables are; `at` says whose grants count."""
        people = People()
        for account in get_user_model().objects.order_by("username"):
            people.add(actor_for(account, at=at, mfa=True))
        rows = Place.objects.filter(district=DISTRICT, level="grid", holding=False).order_by("code")
        found = [(code, bytes(wkb)) for code, wkb in rows.values_list("code", "geometry") if wkb is not None]
        shapes: Any = [wkb for _, wkb in found]
        cells = shapely.from_wkb(shapes)
        premises: dict[int, list[Premises]] = {}
        for one in Premises.objects.order_by("code"):
            premises.setdefault(one.place_id // 1000, []).append(one)
        grids = [code for code, _ in found]
        return cls(
            current("hotline"), UnitBook(Unit.objects.all()), people, grids, cells, shapely.bounds(cells),
            np.array([_pull(code) for code in grids]), premises,
        )  # fmt: skip


def _pull(grid: int) -> float:
    """Some grids bring much more than others, and the same ones every day."""
    return dice("pull", grid).lognormvariate(0.0, 0.7)
