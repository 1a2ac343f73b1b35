"""Whether two reports tell the same thing: near in words, place and time."""

from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, exp, radians, sin, sqrt

from anlan.cases.words.bigrams import terms_of

_EARTH_METRES = 6_371_008.8  # mean radius (IUGG)
_MOST = 400  # a report's first words say what it is about, and what is remembered stays small

NEAR_METRES = 300.0
NEAR_MINUTES = 24 * 60.0
LIKELY = 0.5


@lru_cache(maxsize=256)
def _terms(text: str) -> frozenset[str]:
    # The last character of a run, alone, is there for searching; here it would count a chance ending as
    # likeness.
    terms = terms_of(text, _MOST)
    pairs = frozenset(term for term in terms if len(term) > 1 or term.isascii())
    return pairs or frozenset(terms)


def similarity(one: str, other: str) -> float:
    """How alike two short texts are, 0 to 1: shared character pairs and words among all of them (Jaccard).

    A text without a letter is like no other. Symmetric; 1 for texts that differ in case, width or
    punctuation only.
    """
    first, second = _terms(one), _terms(other)
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared) if shared else 0.0


def _containment(one: str, other: str) -> float:
    """How much of the shorter text the longer one says too: somebody writes two words, somebody else a
    page.
    """
    first, second = _terms(one), _terms(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def metres_between(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres between two WGS 84 points on a sphere (haversine); within 0.6 % of the ellipsoid."""
    north, east = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    half = sin(north) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east) ** 2
    return 2 * _EARTH_METRES * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two reports are one matter, 0 to 1, and from what: words 0 to 1, metres (None: unknown),
    minutes.
    """

    score: float
    words: float
    metres: float | None
    minutes: float

    @property
    def likely(self) -> bool:
        """Whether somebody should look: the pair is shown, never merged by itself."""
        return self.score >= LIKELY

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of what speaks for it: `same_words` or `similar_words`, `near`, `recent`."""
        found = []
        if self.words >= 0.3:
            found.append("same_words" if self.words >= 0.9 else "similar_words")
        if self.metres is not None and self.metres <= NEAR_METRES:
            found.append("near")
        if self.minutes <= NEAR_MINUTES:
            found.append("recent")
        return tuple(found)


def likely_duplicate(one: str, other: str, *, metres: float | None, minutes: float) -> Likeness:
    """How likely two reports `metres` and `minutes` apart are about the same matter.

    Each of words, distance and age has to agree: their parts are multiplied. Distance fades over 300 m and
    age over a day; an unknown distance counts as half. Never higher for a pair further apart or longer ago.
    """
    alike = similarity(one, other)
    words = max(alike, 0.8 * _containment(one, other))
    minutes = abs(minutes)
    near = 0.5 if metres is None else exp(-((metres / NEAR_METRES) ** 2))
    recent = exp(-((minutes / (3 * NEAR_MINUTES)) ** 2))
    return Likeness(round(sqrt(words) * near * recent, 4), round(alike, 4), metres, minutes)
