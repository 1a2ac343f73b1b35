"""The sections `calls` and `knowledge` as the language knows them, and what a capability says in them today."""

from anlan.cases.callrules.articles import Article, Articles
from anlan.cases.callrules.checks import check_calls, check_knowledge
from anlan.cases.callrules.scheme import CallsSection
from anlan.schemes.public import Scheme, Section, current_all

CALLS: Section[CallsSection] = Section("calls", CallsSection, check_calls)
KNOWLEDGE: Section[Articles] = Section("knowledge", Articles, check_knowledge, one_file_an_entry=True)

_NOTHING = CallsSection()
_NO_ARTICLES = Articles(())


def calls_of(scheme: Scheme) -> CallsSection:
    """What the scheme says of calls; nothing is possible where it says nothing."""
    return scheme.section(CALLS) if scheme.has(CALLS.name) else _NOTHING


def articles_of(scheme: Scheme) -> Articles:
    """The scheme's articles."""
    return scheme.section(KNOWLEDGE) if scheme.has(KNOWLEDGE.name) else _NO_ARTICLES


def article_codes(scheme: Scheme) -> list[str]:
    """The codes others may refer to as `article`."""
    return [article.code for article in articles_of(scheme).root]


def taking_calls() -> list[Scheme]:
    """The published capabilities that take calls, by name."""
    return [scheme for scheme in current_all() if scheme.has(CALLS.name)]


def article(scheme: Scheme, code: str) -> Article | None:
    """One of the scheme's articles."""
    return articles_of(scheme).by_code(code)
