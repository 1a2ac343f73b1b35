"""The proof that everything has an owner: every category × leaf × premises kind × time segment of a district."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.routing.book import UnitBook
from anlan.cases.routing.clauses import Finder, Owner, owner
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.parties.public import Unit, units_in
from anlan.places.public import Level, Place, prefixes, tree
from anlan.schemes.public import Finding, Scheme


def book_of(district: int, at: datetime, *, without: Unit | None = None) -> UnitBook:
    """The open units of a district (six digits), but `without` one of them."""
    rows = units_in(district * 10**9, at).select_related("organisation")
    return UnitBook(unit for unit in rows if without is None or unit.id != without.id)


def segments(section: CasesSection) -> list[time]:
    """One moment in each part of the day between the borders that clauses draw; midnight when none does."""
    borders = {time(0)}
    for clause in section.routing:
        if clause.when.hours:
            borders |= {
                time.fromisoformat(clause.when.hours.start),
                time.fromisoformat(clause.when.hours.end),
            }
    return sorted(borders)


def leaves(district: int) -> list[Place]:
    """The grids of a district, or whatever is smallest there."""
    places = tree(district)
    parents = {place.parent_id for place in places}
    return [place for place in places if place.code not in parents and place.level != Level.DISTRICT]


def alike(codes: Iterable[int], section: CasesSection, book: UnitBook) -> dict[int, list[int]]:
    """Places that every question gets the same answer for, by the first of them in the order given.

    An answer hangs on the units at a place and above it, and on the places that clauses name. Two grids of a community
    with neither of their own are alike, so a district is asked about by its communities: hundreds, not thousands.
    """
    apart = {unit.place_id for unit in book.by_id.values()}
    apart |= {place for clause in section.routing for place in clause.when.places}
    found: dict[int, list[int]] = {}
    for code in codes:
        nearest = next((one for one in (code, *prefixes(code)) if one in apart), 0)
        found.setdefault(nearest, []).append(code)
    return {group[0]: group for group in found.values()}


def prove_ownership(
    scheme: Scheme, district: int, at: datetime, *, find: Finder | None = None
) -> Iterator[Finding]:
    """A finding for each category that somewhere, for some premises, at some hour has no unit; one a category.

    `find` looks units up (default: as they are open at `at`).
    """
    if not scheme.has(CASES.name):
        return
    section = scheme.section(CASES)
    places = leaves(district)
    if not places:
        yield _no_places(scheme, district)
    book = book_of(district, at)
    asked = alike([place.code for place in places], section, book)
    places, look = [place for place in places if place.code in asked], find or book.find
    zone = ZoneInfo(settings.TIME_ZONE)
    kinds = ["", *sorted({kind for clause in section.routing for kind in clause.when.premises})]
    # Proved for the day that begins next: every hour of it lies after `at`, with the units that are open now.
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    moments = [datetime.combine(tomorrow, moment, zone) for moment in segments(section)]
    for number, category in enumerate(section.categories):
        for place, kind, moment in product(places, kinds, moments):
            found = owner(
                section, category=category.code, place=place.code, premises_kind=kind, at=moment, find=look
            )
            if found is None or found.unit is None:
                yield _gap(scheme, number, category.code, place, kind, moment, found.role if found else "")
                break
            if found.unmanned:
                yield _stands_in(scheme, number, category.code, place, moment, found)
                break


def _stands_in(  # noqa: PLR0917
    scheme: Scheme, number: int, category: str, place: Place, moment: datetime, found: Owner
) -> Finding:
    role = found.unmanned[0]
    return scheme.finding(
        ["cases", "categories", number],
        zh=f"“{category}”在 {place.code} {place.name_zh}（{moment:%H:%M}）本应由“{role}”承办，"
        f"但没有这样的单位，现由“{found.role}”代办",
        en=f"“{category}” at {place.code} {place.name_en} ({moment:%H:%M}) belongs to “{role}”, which no open unit is; "
        f"“{found.role}” stands in",
        fix_zh=f"设一个角色为“{role}”的单位，或改分流规则",
        fix_en=f"open a unit with the role “{role}” there, or change the clause",
        warning=True,
    )


def _no_places(scheme: Scheme, district: int) -> Finding:
    return scheme.finding(
        ["cases", "routing"],
        zh=f"辖区 {district} 还没有任何街道、社区或网格，无从证明",
        en=f"the district {district} has no streets, communities or grids yet, so nothing is proved",
        fix_zh="先用 anlan places import 导入辖区",
        fix_en="import the places first: anlan places import",
    )


def _gap(  # noqa: PLR0917
    scheme: Scheme, number: int, category: str, place: Place, kind: str, moment: datetime, role: str
) -> Finding:
    where = f"{place.code} {place.name_zh}"
    return scheme.finding(
        ["cases", "categories", number],
        zh=f"“{category}”在 {where}（场所类型：{kind or '无'}，{moment:%H:%M}）没有承办单位",
        en=f"“{category}” has no owner at {place.code} {place.name_en} (premises: {kind or 'none'}, {moment:%H:%M})",
        fix_zh=f"设一个角色为“{role}”的单位，或加一条分流规则" if role else "加一条分流规则",
        fix_en=f"open a unit with the role “{role}” there, or add a clause"
        if role
        else "add a routing clause",
    )
