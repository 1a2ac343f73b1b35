"""Suggesting a category: keywords today, a trained model behind the same question tomorrow."""

from dataclasses import dataclass

from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.words import Keywords, suggest
from anlan.schemes.public import current


@dataclass(frozen=True)
class Suggested:
    """A category with its title in the active language, and the words that point to it."""

    category: str
    title: str
    score: float
    matched: list[str]


def keywords_of(section: CasesSection) -> list[Keywords]:
    """The keywords of every category; its own title counts too."""
    return [
        Keywords(
            category.code,
            (category.title.zh, category.title.en, *category.keywords.zh, *category.keywords.en),
            category.keywords.weight,
        )
        for category in section.categories
    ]


def suggested(capability: str, words: str) -> list[Suggested]:
    """At most three categories for `words`, best first. Raises `CapabilityUnknown`."""
    section = current(capability).section(CASES)
    found = []
    for suggestion in suggest(keywords_of(section), words):
        category = section.category(suggestion.category)
        if category is not None:
            found.append(
                Suggested(category.code, str(category.title), suggestion.score, list(suggestion.matched))
            )
    return found
