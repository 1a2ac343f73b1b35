"""The dry view of a hand-over: what is open by kind and street, who would take it, and which clocks keep running."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from anlan.cases.handing.heirs import Choice, Heirs
from anlan.cases.handing.work import Item, parts_of, routed_to
from anlan.cases.lifecycle import Part, State
from anlan.cases.models import Clock
from anlan.cases.scheme.section import CASES
from anlan.kit.errors import AnlanError
from anlan.kit.texts import named
from anlan.parties.public import Unit
from anlan.places.public import names_of
from anlan.schemes.public import Scheme, current_of

MOST_GROUPS = 5_000
_STREET = 10**6


@dataclass
class Line:
    """One kind of matter in one street. `heirs`: who would take how many; `nobody`: how many nobody would."""

    capability: str
    category: str
    street: int
    title: str
    where: str
    states: Counter[State] = field(default_factory=Counter)
    heirs: Counter[str] = field(default_factory=Counter)
    nobody: int = 0
    supporting: int = 0

    @property
    def count(self) -> int:
        """How many matters."""
        return self.states.total()

    @property
    def takers(self) -> list[tuple[str, int]]:
        """Who would take how many, those who take most first."""
        return self.heirs.most_common()

    @property
    def key(self) -> str:
        """The name of its field in the form."""
        return f"to:{self.capability}:{self.category}:{self.street}"


@dataclass(frozen=True)
class Running:
    """How many clocks of one rule run on, how many of them are late already, and by which law."""

    title: str
    provision: str
    count: int
    late: int


@dataclass(frozen=True)
class Foreseen:
    """All of it. `cut`: there is more than was looked at."""

    lines: list[Line]
    states: Counter[State]
    running: list[Running]
    nobody: int
    cut: bool

    @property
    def count(self) -> int:
        """How many matters."""
        return self.states.total()


_BY = ("capability", "category", "place_scope", "premises", "supporting_roles")


def _groups(unit: Unit) -> list[tuple[Item, State, int]]:
    """Matters that lie alike, and how many."""
    columns = [f"case__{name}" for name in _BY]
    parts = parts_of(unit.id).order_by().values_list(*columns, "case__state", "part").annotate(Count("pk"))
    routed = routed_to(unit.id).order_by().values_list(*_BY, "state").annotate(Count("pk"))
    rows: Iterable[Any] = [
        *parts[: MOST_GROUPS + 1],
        *((*row[:-1], "", row[-1]) for row in routed[: MOST_GROUPS + 1]),
    ]
    return [
        (
            Item(0, unit.id, capability, category, place, premises, tuple(roles or ()), part),
            State(state),
            count,
        )
        for capability, category, place, premises, roles, state, part, count in rows
    ]


def foresee(unit: Unit, choices: Sequence[Choice], at: datetime) -> Foreseen:
    """What would happen now. Nothing is changed, and no case is named: its reader sees none."""
    heirs, groups = Heirs(unit, choices, at), _groups(unit)
    schemes = current_of({item.capability for item, _state, _count in groups})
    names = names_of({item.place - item.place % _STREET for item, _state, _count in groups})
    lines: dict[tuple[str, str, int], Line] = {}
    for item, state, count in groups[:MOST_GROUPS]:
        street = item.place - item.place % _STREET
        key = (item.capability, item.category, street)
        if key not in lines:
            title = _title(schemes.get(item.capability), item)
            lines[key] = Line(*key, title, names.get(street, str(street)))
        line = lines[key]
        line.states[state] += count
        line.supporting += count if item.part == Part.SUPPORTING else 0
        try:
            line.heirs[named(heirs.of(item))] += count
        except AnlanError:
            line.nobody += count
    ordered = sorted(lines.values(), key=lambda line: (not line.nobody, line.street, -line.count))
    states = sum((line.states for line in ordered), Counter[State]())
    nobody = sum(line.nobody for line in ordered)
    return Foreseen(ordered, states, _running(unit, schemes), nobody, len(groups) > MOST_GROUPS)


def _title(scheme: Scheme | None, item: Item) -> str:
    category = scheme.section(CASES).category(item.category) if scheme else None
    return str(category.title) if category else item.category


def _running(unit: Unit, schemes: dict[str, Scheme]) -> list[Running]:
    """The clocks that run in these cases, by rule, with the provision that sets them."""
    clocks = Clock.objects.filter(stopped_at=None, case__in=parts_of(unit.id).values("case")).order_by()
    rows = clocks.values_list("case__capability", "rule").annotate(
        count=Count("pk"), overdue=Count("pk", filter=Q(late=True))
    )
    found = []
    for capability, code, count, overdue in rows:
        scheme = schemes.get(capability)
        rule = scheme.section(CASES).clock(code) if scheme else None
        provision = scheme.provisions.get(rule.provision) if scheme and rule and rule.provision else None
        title = str(rule.title) if rule else code
        found.append(Running(title, str(provision.title) if provision else "", count, overdue))
    return sorted(found, key=lambda one: -one.count)
