"""What the call screen shows while somebody writes: kinds, articles, the same matter nearby."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anlan.access.public import Actor
from anlan.cases.callrules.articles import Article, find_articles
from anlan.cases.callrules.section import articles_of, calls_of
from anlan.cases.lifecycle import OPEN
from anlan.cases.opening.suggesting import suggested
from anlan.cases.queries import visible
from anlan.cases.same_matter.joining import SameMatter, same_matter
from anlan.cases.scheme.section import CASES
from anlan.cases.words import likely_duplicate
from anlan.kit.codes import span
from anlan.schemes.public import Scheme

_FEWEST = 2
_MOST_KINDS = 3
_MOST_ARTICLES = 4
_MOST_ALIKE = 3
_MOST_COMPARED = 150
_RECENT = timedelta(days=30)
_WORTH_A_LOOK = 0.25


@dataclass(frozen=True)
class ArticleLine:
    """An article as a page shows it; an expired one can be read and not be used."""

    article: Article
    expired: bool
    value: str = ""


def lines_of(articles: Iterable[Article], today: date) -> list[ArticleLine]:
    """Articles with whether they are out of date."""
    return [ArticleLine(article, article.expired(today)) for article in articles]


def kinds(schemes: list[Scheme], words: str) -> list[tuple[str, str]]:
    """`capability:category` and title of at most three kinds the words point to, best first."""
    if len(words) < _FEWEST:
        return []
    found = [
        (-one.score, f"{scheme.name}:{one.category}", one.title)
        for scheme in schemes
        for one in suggested(scheme.name, words)
    ]
    return [(value, title) for _score, value, title in sorted(found)[:_MOST_KINDS]]


def knowledge_for(schemes: list[Scheme], words: str, category: str, today: date) -> list[ArticleLine]:
    """The articles that fit, best first; `value` is what the form sends for one: `capability:code`."""
    chosen, _colon, code = category.partition(":")
    found = [
        (-one.score, scheme.name, one.article)
        for scheme in schemes
        if not chosen or chosen == scheme.name
        for one in find_articles(articles_of(scheme), words, code)
    ]
    found.sort(key=lambda one: (one[0], one[1], one[2].code))
    return [
        ArticleLine(article, article.expired(today), f"{name}:{article.code}")
        for _score, name, article in found[:_MOST_ARTICLES]
    ]


@dataclass(frozen=True)
class Alike:
    """An open case that may be the same, and its number."""

    matter: SameMatter
    number: int


def alike(words: str, place: int | None, *, by: Actor, at: datetime) -> list[Alike]:
    """Open cases of the last 30 days in that community with like words, the most alike first: a caller names no point,
    so words and days have to do. Only what the operator may read anyway, and of it what any passer-by may know.
    """
    if len(words) < _FEWEST or place is None:
        return []
    recent = visible(by).filter(
        state__in=sorted(OPEN), reported_at__gte=at - _RECENT, place_scope__range=span(place)
    )
    found = []
    for case in recent.select_related("text").order_by("-number")[:_MOST_COMPARED]:
        minutes = (at - case.reported_at).total_seconds() / 60
        score = likely_duplicate(words, case.text.words, metres=None, minutes=minutes).score
        if score >= _WORTH_A_LOOK:
            found.append((-score, -case.number, case.pk, case.number))
    return [Alike(same_matter(id), number) for _score, _order, id, number in sorted(found)[:_MOST_ALIKE]]


def categories(schemes: list[Scheme]) -> list[tuple[str, Any]]:
    """Every kind of the capabilities that take calls; grouped when there are several capabilities."""
    groups: list[tuple[str, Any]] = []
    for scheme in schemes:
        section = scheme.section(CASES)
        own: list[tuple[str, Any]] = [
            (f"{scheme.name}:{one.code}", str(one.title)) for one in section.categories
        ]
        groups += own if len(schemes) == 1 else [(str(scheme.title), own)]
    return groups


def outcomes(schemes: list[Scheme]) -> list[tuple[str, str]]:
    """How a call can be answered at once, by `code` (the same code of two capabilities is one choice)."""
    found: dict[str, str] = {}
    for scheme in schemes:
        section = scheme.section(CASES)
        for code in calls_of(scheme).at_once:
            known = section.outcome(code)
            if known is not None:
                found.setdefault(code, str(known.title))
    return list(found.items())
