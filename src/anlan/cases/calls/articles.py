"""The `knowledge` section: what may be told to callers, each article a file of its own, with its source and its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pydantic import Field, RootModel

from anlan.cases.scheme import Keyword
from anlan.cases.words.bigrams import folded, terms_of
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
    """An article with how well it fits what was asked, from 0 to 1 (share of what was asked that it has)."""

    article: Article
    score: float


@dataclass(frozen=True)
class _Indexed:
    article: Article
    strong: frozenset[str]
    all: frozenset[str]


@lru_cache(maxsize=64)
def _indexed(articles: Articles) -> tuple[_Indexed, ...]:
    return tuple(_index(article) for article in articles.root)


def _index(article: Article) -> _Indexed:
    words = (article.title.zh, article.title.en, *article.keywords.zh, *article.keywords.en)
    strong = frozenset(terms_of("\n".join(words), _MOST_TERMS))
    rest = terms_of(f"{article.text.zh}\n{article.text.en}", _MOST_TERMS)
    return _Indexed(article, strong, strong.union(rest))


def _pairs(words: str) -> list[str]:
    """The terms that say something: a single Chinese character stands in half of all texts."""
    return [term for term in terms_of(words, _ASKED) if len(term) > 1]


def find_articles(articles: Articles, words: str, category: str = "", *, most: int = 4) -> list[Found]:
    """The articles that fit, best first: by pairs of characters (a title's or keyword's count threefold), and by the
    category when nothing was written yet.
    """
    asked = _pairs(folded(words))
    found = []
    for entry in _indexed(articles):
        strong = sum(term in entry.strong for term in asked)
        weak = sum(term in entry.all for term in asked) - strong
        belongs = bool(category) and category in entry.article.categories
        if strong or weak >= 2 or (belongs and not asked):
            score = min(1.0, (strong + weak / 3) / max(len(asked), 1)) + (0.2 if belongs else 0)
            found.append(Found(entry.article, round(min(score, 1.0), 3)))
    return sorted(found, key=lambda one: (-one.score, one.article.code))[:most]


def all_articles(articles: Articles, words: str = "") -> Iterable[Article]:
    """Every article, or those that fit `words`."""
    if not words.strip():
        return articles.root
    return [one.article for one in find_articles(articles, words, most=50)]
