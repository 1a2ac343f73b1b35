"""What a unit leaves behind when it closes: its open cases, the clauses that name its roles, who takes over."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.cases.handing.work import parts_of, routed_to
from anlan.cases.lifecycle import Part
from anlan.cases.routing.book import UnitBook
from anlan.cases.routing.clauses import owner
from anlan.cases.routing.proof import book_of
from anlan.cases.scheme.section import CASES
from anlan.kit.codes import span
from anlan.kit.texts import named
from anlan.parties.public import Effect, Unit
from anlan.places.public import tree
from anlan.schemes.public import Scheme, current_all

MOST_PLACES = 400


def effects_of_closing(unit: Unit, at: datetime) -> list[Effect]:
    """For the page that closes a unit. Counts and titles only: its reader sees no case."""
    return [*_open_cases(unit), *_routing(unit, at)]


def _open_cases(unit: Unit) -> list[Effect]:
    counts = Counter(parts_of(unit.id).values_list("part", flat=True))
    lines = []
    if lead := counts[str(Part.LEAD)]:
        lines.append(ngettext("{count} as the lead", "{count} as the lead", lead).format(count=lead))
    if supporting := counts[str(Part.SUPPORTING)]:
        lines.append(
            ngettext("{count} supporting", "{count} supporting", supporting).format(count=supporting)
        )
    if routed := routed_to(unit.id).count():
        lines.append(
            ngettext("{count} to be sent out to it", "{count} to be sent out to it", routed).format(
                count=routed
            )
        )
    if not lines:
        return []
    way = reverse("desk:handover", kwargs={"unit_id": unit.id}), _("Hand them over first")
    return [Effect(_("Open cases of this unit"), tuple(lines), bad=True, way=way)]


def _routing(unit: Unit, at: datetime) -> list[Effect]:
    now = book_of(settings.ANLAN_DISTRICT, at)
    then = book_of(settings.ANLAN_DISTRICT, at, without=unit)
    places = _places(unit)
    lost: list[str] = []
    moved: list[str] = []
    for scheme in current_all():
        if scheme.has(CASES.name):
            for category, heir, count in _changes(scheme, unit, places, at, (now, then)):
                (moved if heir else lost).append(_told(scheme, category, heir, count))
    effects = []
    if lost:
        effects.append(Effect(_("New matters that nobody would own"), tuple(lost), bad=True))
    if moved:
        effects.append(Effect(_("New matters that another unit takes over"), tuple(moved)))
    clauses = _clauses(unit)
    if clauses:
        effects.append(Effect(_("Routing clauses that name its roles"), tuple(clauses)))
    return effects


def _places(unit: Unit) -> list[int]:
    """The leaves below the unit's place, as far as a page asks: the first four hundred communities and grids."""
    low, high = span(unit.place_id)
    rows = [row for row in tree(settings.ANLAN_DISTRICT) if low <= row.code <= high]
    parents = {row.parent_id for row in rows}
    return [row.code for row in rows if row.code not in parents][:MOST_PLACES] or [unit.place_id]


def _changes(
    scheme: Scheme, unit: Unit, places: list[int], at: datetime, books: tuple[UnitBook, UnitBook]
) -> Iterator[tuple[str, str, int]]:
    """Category, who owns it then ("" for nobody), in how many places."""
    section = scheme.section(CASES)
    for category in section.categories:
        heirs: Counter[str] = Counter()
        for place in places:
            before, after = (
                owner(section, category=category.code, place=place, premises_kind="", at=at, find=book.find)
                for book in books
            )
            if before and before.unit and before.unit.id == unit.id:
                heirs[named(books[1].by_id[after.unit.id]) if after and after.unit else ""] += 1
        for heir, count in heirs.items():
            yield str(category.title), heir, count


def _told(scheme: Scheme, category: str, heir: str, count: int) -> str:
    where = ngettext("in {count} place", "in {count} places", count).format(count=count)
    said = f"{scheme.title} · {category}, {where}"
    return f"{said} → {heir}" if heir else said


def _clauses(unit: Unit) -> list[str]:
    found = []
    for scheme in current_all():
        if not scheme.has(CASES.name):
            continue
        for number, clause in enumerate(scheme.section(CASES).routing, start=1):
            roles = [role for role in (clause.to, *clause.supporting) if role in unit.roles]
            if roles:
                found.append(
                    _("{title}, clause {number}: {roles}").format(
                        title=scheme.title, number=number, roles=", ".join(roles)
                    )
                )
    return found
