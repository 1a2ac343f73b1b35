"""The `knowledge` section: what may be told to callers, each article a file of its own, with its source and its end."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pydantic import Field, RootModel

from anlan.cases.scheme.shapes import Keyword
from anlan.cases.words import Keywords, suggest
from anlan.cases.words.bigrams import terms_of
from anlan.kit.texts import Text
from anlan.schemes.public import Part

_MOST_TERMS = 2000
_ASKED = 64


class Article(Part):
    """知识条目: an answer that may be read out to a caller."""

    code: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    version: int = Field(ge=1, le=100_000)
    """Raise it with every change: an answer names the version it was given from."""
    title: Text
    text: Text
    """What is told, in words that can be read out."""
    source: Text
    """Where it comes from: the law, the office, the notice."""
    valid_until: date
    """The last day it may be used; the check warns after it."""
    categories: tuple[str, ...] = ()
    """The kinds of matter it belongs to."""
    keywords: Keyword = Keyword()
    """Words people use for it that do not stand in it."""
    outcome: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$")
    """The outcome of a case answered with it."""

    def expired(self, today: date) -> bool:
        """Whether it may not be used any more."""
        return today > self.valid_until


class Articles(RootModel[tuple[Article, ...]]):
    """What the call desk may tell, searched while one writes: a list, or a file an entry in the folder `knowledge`."""

    model_config = {"frozen": True}

    def by_code(self, code: str) -> Article | None:
        """The article called `code`."""
        return next((article for article in self.root if article.code == code), None)


@dataclass(frozen=True)
class Found:
    """An article with how well it fits what was asked: more is better, there is no most."""

    article: Article
    score: float


@dataclass(frozen=True)
class _Indexed:
    article: Article
    keywords: Keywords
    strong: frozenset[str]
    all: frozenset[str]


@lru_cache(maxsize=64)
def _indexed(articles: Articles) -> tuple[tuple[_Indexed, ...], Counter[str]]:
    """Every article's terms, and in how many articles each term stands."""
    entries = tuple(_index(article) for article in articles.root)
    return entries, Counter(term for entry in entries for term in entry.all)


def _index(article: Article) -> _Indexed:
    keywords = (*article.keywords.zh, *article.keywords.en)
    strong = frozenset(terms_of("\n".join((article.title.zh, article.title.en, *keywords)), _MOST_TERMS))
    rest = terms_of(f"{article.text.zh}\n{article.text.en}", _MOST_TERMS)
    return _Indexed(article, Keywords(article.code, keywords), strong, strong.union(rest))


def _pairs(words: str) -> list[str]:
    """The terms that say something: a single Chinese character stands in half of all texts."""
    return [term for term in terms_of(words, _ASKED) if len(term) > 1]


def find_articles(articles: Articles, words: str, category: str = "", *, most: int = 4) -> list[Found]:
    """The articles that fit, best first, by pairs of characters; by the category alone when nothing was written yet.

    A keyword that was said whole counts most, a pair of the title or of a keyword thrice as much as one of the text,
    and a pair that stands in every article next to nothing.
    """
    asked, found = _pairs(words), []
    entries, spread = _indexed(articles)
    for entry in entries:
        strong = [term for term in asked if term in entry.strong]
        weak = [term for term in asked if term in entry.all and term not in entry.strong]
        belongs = bool(category) and category in entry.article.categories
        if not (strong or len(weak) > 1 or (belongs and not asked)):
            continue
        said = sum(len(one.matched) for one in suggest([entry.keywords], words))
        weight = sum(1 / spread[term] for term in strong) + sum(1 / spread[term] for term in weak) / 3
        found.append(Found(entry.article, round(2 * said + weight + (0.5 if belongs else 0), 3)))
    return sorted(found, key=lambda one: (-one.score, one.article.code))[:most]


def all_articles(articles: Articles, words: str = "") -> Iterable[Article]:
    """Every article, or those that fit `words`."""
    if not words.strip():
        return articles.root
    return [one.article for one in find_articles(articles, words, most=50)]
