"""What a resident can choose from: communities by street, kinds of matter by capability, both as published now."""

from typing import Any

from django.utils.translation import gettext as _

from anlan.cases.public import CASES, CasesSection, Question
from anlan.kit.texts import named
from anlan.places.public import by_street, tree, unlocated
from anlan.schemes.public import Scheme, current_all

Options = list[tuple[str, Any]]


def places(district: int) -> Options:
    """Communities under their streets; a district without communities offers its streets (or whatever it has)."""
    streets = by_street(district)
    options: Options = [("", _("Choose a community"))]
    for street, below in streets:
        if below:
            options.append((named(street), [(str(row.code), named(row)) for row in below]))
        else:
            options.append((str(street.code), named(street)))
    if not streets:
        options += [(str(row.code), named(row)) for row in tree(district) if row.level != "district"]
    options.append((str(unlocated(district)), _("I do not know")))
    return options


def _sections() -> list[tuple[Scheme, CasesSection]]:
    found = []
    for scheme in current_all():
        if scheme.has("cases"):
            found.append((scheme, scheme.section(CASES)))
    return found


def categories() -> Options:
    """Every category of every published capability, grouped; the value is `capability:category`."""
    options: Options = [("", _("Not sure"))]
    for scheme, section in _sections():
        kinds = [(f"{scheme.name}:{category.code}", str(category.title)) for category in section.categories]
        options.append((str(scheme.title), kinds))
    return options


def default_capability() -> str:
    """Where a report goes whose reporter chose no category: the hotline when it is published, else the first."""
    names = [scheme.name for scheme, _section in _sections()]
    return "hotline" if "hotline" in names or not names else names[0]


def questions(capability: str) -> tuple[Question, ...]:
    """The capability's own questions to a reporter."""
    return next((section.form for scheme, section in _sections() if scheme.name == capability), ())


def flat(options: Options) -> list[tuple[str, str]]:
    """Options without their groups."""
    found: list[tuple[str, str]] = []
    for value, rest in options:
        found.extend(rest if isinstance(rest, list) else [(value, str(rest))])
    return found
