"""Does `locate` agree with the place that each record of a file names itself, and why do the others differ?

Published points are seldom where something happened: they are moved to the nearest crossing to protect people, rounded,
or stand in another frame. Crossings lie on borders, since borders follow streets. So a disagreement is told by how far
the point lies from the place that its label names, and whether one and the same point carries several labels.
"""

import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.places.locator import Locator, Shape, load, pack

ON_BORDER, NEAR = 5.0, 100.0  # metres: a crossing's own width; a block
BANDS = (0.0, 1.0, 5.0, 20.0, 100.0, float("inf"))
_MOSTLY = 0.8  # of a label's points in one place: the label is another name of it
_DEGREE = 111_320.0  # metres a degree of latitude
_SHIFTS = range(-6, 7)  # metres, east and north
_MOST_SHIFTED = 20_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Band:
    """Records whose point lies `low` to `high` metres from the border of the place that holds it."""

    low: float
    high: float
    records: int
    agree: int


@dataclass(frozen=True)
class Pair:
    """Records labelled one place and lying in another, with the median distance in metres to the labelled one."""

    label: str
    found: str
    records: int
    metres: float


@dataclass(frozen=True)
class Shift:
    """The common displacement (metres east and north) that makes most points near borders agree, and their shares."""

    east: int
    north: int
    before: float
    after: float


@dataclass(frozen=True)
class Agreement:
    """Counts of records. `agree` + `on_border` + `near` + `far` + `outside` + `unknown` is `records`.

    `agree` counts a label that is plainly another name of a place (`renamed`: label, place, records) as well.
    `on_border`, `near`, `far`: in another place, at most 5 m, at most 100 m, further from the labelled one. `shared`:
    those on the border whose very point carries several labels in the file, so that no point could answer for all.
    """

    records: int
    points: int
    agree: int
    on_border: int
    near: int
    far: int
    outside: int
    unknown: int
    shared: int
    several: int
    renamed: tuple[tuple[str, str, int], ...]
    quantiles: tuple[float, float, float]
    bands: tuple[Band, ...]
    pairs: tuple[Pair, ...]
    shift: Shift


def plain(name: str) -> str:
    """A name as it is compared: without a number in brackets at its end, spaces, signs and capitals."""
    cut = re.sub(r"\s*\(\d+\)\s*$", "", unicodedata.normalize("NFKC", name))
    return "".join(re.findall(r"\w", cut)).casefold()


def _locator(shapes: Sequence[bytes]) -> Locator:
    with tempfile.TemporaryDirectory(prefix="anlan-agreement-") as folder:
        path = Path(folder) / "index.npy"
        np.save(path, pack([Shape(number, 4, wkb) for number, wkb in enumerate(shapes, start=1)]))
        return load(path, missing=0)


def _labelled(
    names: Sequence[str], labels: Sequence[str], found: Ints
) -> tuple[Ints, list[tuple[str, str, int]]]:
    """The place each label means (-1: none), and which labels turned out to be another name."""
    known = {plain(name): number for number, name in enumerate(names)}
    meant = {label: known.get(plain(label), -1) for label in set(labels)}
    renamed = []
    where = np.array(labels, dtype=object)
    for label in sorted(label for label, place in meant.items() if place < 0):
        lying = found[where == label]
        places, counts = np.unique(lying[lying >= 0], return_counts=True)
        if len(places) and counts.max() >= _MOSTLY * len(lying):
            meant[label] = int(places[counts.argmax()])
            renamed.append((label, names[meant[label]], len(lying)))
    return np.array([meant[label] for label in labels], dtype=np.int64), renamed


class _Metres:
    """Degrees as metres around one latitude; true within a per mille over a city."""

    def __init__(self, lats: Floats) -> None:
        self._east = float(np.cos(np.radians(np.nanmean(lats)))) * _DEGREE

    def degrees(self, east: float, north: float) -> tuple[float, float]:
        return east / self._east, north / _DEGREE

    def of(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        scale = np.array([self._east, _DEGREE])
        return shapely.transform(shapes, lambda coords: coords * scale)


def _bands(border: Floats, agree: NDArray[np.bool_]) -> tuple[Band, ...]:
    made = []
    for low, high in pairwise(BANDS):
        inside = (border >= low) & (border < high)
        made.append(Band(low, high, int(inside.sum()), int((inside & agree).sum())))
    return tuple(made)


def _pairs(
    names: Sequence[str], meant: Ints, found: Ints, metres: Floats, most: int = 12
) -> tuple[Pair, ...]:
    counted = Counter(zip(meant.tolist(), found.tolist(), strict=True))
    return tuple(
        Pair(names[label], names[place], count, float(np.median(metres[(meant == label) & (found == place)])))
        for (label, place), count in counted.most_common(most)
    )


def _shift(locator: Locator, scale: _Metres, lons: Floats, lats: Floats, meant: Ints) -> Shift:
    """Over points near borders only: the others agree wherever the frame is moved by some metres."""
    step = max(1, len(lons) // _MOST_SHIFTED)
    lons, lats, meant = lons[::step], lats[::step], meant[::step]
    if not len(lons):
        return Shift(0, 0, 1.0, 1.0)

    def share(east: int, north: int) -> float:
        right, up = scale.degrees(east, north)
        return float((locator.locate(lons + right, lats + up) - 1 == meant).mean())

    before = share(0, 0)
    tried = {(east, north): share(east, north) for east in _SHIFTS for north in _SHIFTS}
    east, north = max(tried, key=lambda one: (tried[one], -abs(one[0]) - abs(one[1])))
    return Shift(east, north, before, tried[east, north])


class _Spots:
    """The different points of a file, in metres, and which of them each record has: a crossing is measured once."""

    def __init__(self, x: Floats, y: Floats, scale: _Metres) -> None:
        spots, which = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
        self.which = which.reshape(-1)
        self.points = scale.of(np.asarray(shapely.points(spots)))

    def to_border(self, shapes: NDArray[np.object_], found: Ints) -> Floats:
        """Metres from each record's point to the border of the place that holds it; means nothing where none does."""
        held = np.zeros(len(self.points), dtype=np.int64)
        held[self.which] = np.maximum(found, 0)
        metres: Floats = shapely.distance(self.points, shapely.boundary(shapes[held]))
        return metres[self.which]

    def labels(self, meant: Ints) -> Ints:
        """How many different places the labels at each point mean."""
        named = meant >= 0
        pairs = {(int(spot), int(place)) for spot, place in zip(self.which[named], meant[named], strict=True)}
        return np.bincount([spot for spot, _place in pairs], minlength=len(self.points))


def _quantiles(metres: Floats) -> tuple[float, float, float]:
    if not len(metres):
        return 0.0, 0.0, 0.0
    half, most, nearly_all = np.quantile(metres, (0.5, 0.9, 0.99))
    return float(half), float(most), float(nearly_all)


def agreement(
    names: Sequence[str],
    shapes: Sequence[bytes],
    lons: Iterable[float],
    lats: Iterable[float],
    labels: Sequence[str],
) -> Agreement:
    """Compare what `locate` answers for WGS 84 points with `labels`, one a point.

    `names[i]` is the place of `shapes[i]` (WKB in WGS 84, one level of the tree). 200,000 points take some seconds.
    """
    x, y = np.asarray(list(lons), dtype=np.float64), np.asarray(list(lats), dtype=np.float64)
    locator, scale = _locator(shapes), _Metres(y)
    found = locator.locate(x, y) - 1
    meant, renamed = _labelled(names, labels, found)
    flat, spots = scale.of(shapely.from_wkb(np.array(shapes, dtype=object))), _Spots(x, y, scale)
    shapely.prepare(flat)
    inside, named = found >= 0, meant >= 0
    agree = inside & named & (found == meant)
    wrong = inside & named & ~agree
    metres = shapely.distance(spots.points[spots.which[wrong]], flat[meant[wrong]])
    several = spots.labels(meant) > 1
    border = spots.to_border(flat, found)
    close = named & inside & (border <= ON_BORDER)
    return Agreement(
        records=len(x),
        points=len(spots.points),
        agree=int(agree.sum()),
        on_border=int((metres <= ON_BORDER).sum()),
        near=int(((metres > ON_BORDER) & (metres <= NEAR)).sum()),
        far=int((metres > NEAR).sum()),
        outside=int((~inside & named).sum()),
        unknown=int((~named).sum()),
        shared=int(((metres <= ON_BORDER) & several[spots.which[wrong]]).sum()),
        several=int(several.sum()),
        renamed=tuple(renamed),
        quantiles=_quantiles(metres),
        bands=_bands(border[inside & named], agree[inside & named]),
        pairs=_pairs(names, meant[wrong], found[wrong], metres),
        shift=_shift(locator, scale, x[close], y[close], meant[close]),
    )
