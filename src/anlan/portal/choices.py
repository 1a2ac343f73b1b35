"""What a resident can choose from: communities by street, kinds of matter by capability, both as published now."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.cases.public import CASES, CasesSection, Question
from anlan.places.public import Place, tree, unlocated
from anlan.schemes.public import Scheme, current_all

Options = list[tuple[str, Any]]


def _name(place: Place) -> str:
    return place.name_en if (get_language() or "zh").startswith("en") else place.name_zh


def places(district: int) -> Options:
    """Communities under their streets; a district without communities offers its streets (or whatever it has)."""
    rows = tree(district)
    streets = {row.code: row for row in rows if row.level == "street"}
    groups: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        if row.level == "community" and row.parent_id is not None:
            groups.setdefault(row.parent_id, []).append((str(row.code), _name(row)))
    options: Options = [("", _("Choose a community"))]
    for code, street in streets.items():
        if code in groups:
            options.append((_name(street), groups[code]))
        else:
            options.append((str(code), _name(street)))
    if not streets:
        options += [(str(row.code), _name(row)) for row in rows if row.level != "district"]
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
