"""Which category a text sounds like, by keywords. A trained model goes behind `Suggester` and answers in
the same form.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from anlan.cases.words.bigrams import folded

# A word that stands for itself; Chinese is written without spaces, so only Latin words need their borders.
_LATIN = re.compile(r"[0-9a-z\u00c0-\u024f]")
_BORDER = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of one category; `weight` says how strongly each of them speaks for it."""

    category: str
    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One category with its score, and the words of the text that speak for it: what an operator is shown."""

    category: str
    score: float
    matched: tuple[str, ...]


class Suggester(Protocol):
    """Whatever ranks categories for a text: keywords today, a trained model tomorrow."""

    def __call__(self, keywords: Sequence[Keywords], text: str, *, most: int = 3) -> list[Suggestion]:
        """At most `most` categories, best first; empty when nothing speaks for any."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    category: str
    cjk: tuple[str, ...]
    latin: tuple[str, ...]
    weight: float


def _has_latin(word: str) -> bool:
    return bool(_LATIN.search(word))


@lru_cache(maxsize=256)
def _prepared(keywords: tuple[Keywords, ...]) -> tuple[_Prepared, ...]:
    ready = []
    for entry in keywords:
        words = list(dict.fromkeys(folded(word).strip() for word in entry.words))
        cjk = tuple(word for word in words if word and not _has_latin(word))
        latin = tuple(f" {_BORDER.sub(' ', word).strip()} " for word in words if _has_latin(word))
        ready.append(_Prepared(entry.category, cjk, latin, entry.weight))
    return tuple(ready)


def _longest_only(matched: Iterable[str]) -> list[str]:
    """Words that lie within another match (漏水 in 水管漏水) would count the same thing twice."""
    kept: list[str] = []
    for word in sorted(set(matched), key=lambda word: (-len(word), word)):
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept


def suggest(keywords: Sequence[Keywords], text: str, *, most: int = 3) -> list[Suggestion]:
    """The categories whose keywords occur in `text`, best first; equal scores in the order of `keywords`.

    A matched word scores its weight times its length in characters, at most four (a Latin word counts as
    two): a longer phrase is rarely said by chance. A word within a longer matched word of the same category
    does not count again.
    """
    plain = folded(text)
    spaced = f" {_BORDER.sub(' ', plain)} "
    found = []
    for order, entry in enumerate(_prepared(tuple(keywords))):
        matched = [word for word in entry.cjk if word in plain]
        matched += [word.strip() for word in entry.latin if word in spaced]
        if matched:
            words = _longest_only(matched)
            lengths = (2 * len(word.split()) if _has_latin(word) else len(word) for word in words)
            score = round(entry.weight * sum(min(length, 4) for length in lengths), 3)
            words.sort(key=lambda word: (plain.find(word), word))
            found.append((-score, order, Suggestion(entry.category, score, tuple(words))))
    return [suggestion for _, _, suggestion in sorted(found, key=lambda item: item[:2])[:most]]
