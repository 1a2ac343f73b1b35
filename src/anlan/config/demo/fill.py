"""Filling the demonstration's district, once: the ground and its people by the verbs, its history by the bulk path."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.db import transaction

from anlan.access.public import Actor, actor_for, anonymous, keep_person, service
from anlan.cases.public import draw_numbers
from anlan.config.demo.calls import make_calls
from anlan.config.demo.crew import Crew, Day
from anlan.config.demo.ground import DISTRICT, features, ground
from anlan.config.demo.history import Contact, days_until
from anlan.config.demo.mark import mark_begun, mark_filled
from anlan.config.demo.people import keep_logins, make_people, people_plans
from anlan.config.demo.premises import make_premises
from anlan.config.demo.rhythm import A_DAY, moments
from anlan.config.demo.units import make_units, unit_plans
from anlan.ledger.public import Moment, assign_positions, give_positions, run_reactions
from anlan.places.public import add_place, district_code, import_boundaries, inspect_features
from anlan.schemes.public import publish_builtin

_LEAD = timedelta(days=7)  # how long before the first matter the district stood ready


@dataclass(frozen=True)
class Scale:
    """How much is made. The whole takes under a minute; tests take less of it."""

    days: int = 90
    a_day: float = A_DAY
    streets: int = 10
    premises: int = 1500
    calls: int = 0  # telephone calls of the last days, one by one by the verbs


@dataclass
class Told:
    """What was made, and how many seconds each part took."""

    matters: int = 0
    facts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time one part."""
        began = monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + monotonic() - began


def fill(
    *,
    now: datetime,
    logins: Path,
    crew: Crew,
    scale: Scale | None = None,
    tick: Callable[[int, int], None],
    written: Callable[[], None] | None = None,
) -> Told:
    """Make the whole demonstration in an empty database; `tick` is told how many matters are made, of how many.

    The log-ins go to `logins`, readable by the owner of the installation only. `written`, a function of a module, is
    run by one of the crew as soon as the history is in its tables.
    """
    scale, told = scale or Scale(), Told()
    days = days_until(now, scale.days)
    began = datetime.combine(days[0], datetime.min.time(), now.tzinfo) - _LEAD
    mark_begun(days=scale.days, a_day=scale.a_day, at=began)
    _settle(began)
    _stand_up(scale, told, logins, crew, at=began)
    coming = [Day(day, sum(at <= now for at, _ in moments(day, scale.a_day))) for day in days]
    told.matters = sum(day.count for day in coming)
    with told.part("history"):
        order, contacts = _history(coming, told.matters, crew, tick, now=now, a_day=scale.a_day)
    with told.part("contacts, order"):
        keeping = [crew.begin(keep, part, now) for part in _parts(contacts, crew.hands)]
        told.facts = give_positions(order, reacted=True)
        for kept in keeping:
            kept()
    _settle(now)
    following = crew.begin(written) if written else None
    with told.part("calls"):
        told.matters += make_calls(now, scale.calls)
    mark_filled(matters=told.matters, facts=told.facts, at=now)
    _settle(now)
    if following:
        with told.part("what follows"):
            following()
    return told


T = TypeVar("T")


def _parts(whole: list[T], count: int) -> list[list[T]]:
    """Cut into `count` parts, in order, about as long as each other."""
    return [whole[len(whole) * n // count : len(whole) * (n + 1) // count] for n in range(count)]


def _stand_up(scale: Scale, told: Told, logins: Path, crew: Crew, *, at: datetime) -> None:
    """Places, units, capabilities, people, premises: by the verbs, in as many processes as there are.

    Each part stands or falls by itself; the mark in the ledger says that the whole is not complete.
    """
    setup = service("setup")
    with told.part("places"):
        land = ground(scale.streets)
        _places(scale.streets, by=setup, at=at)
        doors = crew.begin(make_premises, scale.streets, scale.premises, at)
    with told.part("units"):
        adding = [crew.begin(make_units, part, at) for part in _parts(unit_plans(land), crew.hands)]
        publish_builtin(by=setup, at=at)
        units = {unit.code: unit for added in adding for unit in added()}
    with told.part("people"):
        opening = [
            crew.begin(make_people, part, at) for part in _parts(people_plans(land, units), crew.hands)
        ]
        keep_logins([login for opened in opening for login in opened()], logins)
    with told.part("settling"):
        moments_of_doors = doors()
        _settle(at)
        give_positions(moments_of_doors, reacted=True)


@transaction.atomic
def _places(streets: int, *, by: Actor, at: datetime) -> None:
    code, en = district_code(DISTRICT), "Changning District (demonstration)"
    add_place(code=code, name_zh="长宁区（演示）", name_en=en, by=by, at=at)
    report = inspect_features(features(streets), district=DISTRICT)
    import_boundaries(report=report, by=by, at=at)


def _history(
    coming: list[Day],
    total: int,
    crew: Crew,
    tick: Callable[[int, int], None],
    *,
    now: datetime,
    a_day: float,
) -> tuple[list[Moment], list[Contact]]:
    """Every day, as many at a time as there are processes."""
    numbers, order, contacts, made = draw_numbers(total), list[Moment](), list[Contact](), 0
    for day in coming:
        day.numbers, numbers = numbers[: day.count], numbers[day.count :]
    for done in crew.make(coming, now=now, a_day=a_day):
        order += done.moments
        contacts += done.contacts
        made += done.matters
        tick(made, total)
    return order, sorted(contacts, key=lambda contact: contact.at)


@transaction.atomic
def keep(contacts: list[Contact], at: datetime) -> None:
    """Put contacts into the vault, one case at a time."""
    accounts = {account.ref: account for account in get_user_model().objects.all()}
    actors = {
        ref: actor_for(accounts[ref], at=at, mfa=True) for ref in {one.by for one in contacts} & set(accounts)
    }
    for one in contacts:
        keep_person(
            by=actors.get(one.by, anonymous), at=one.at, subject=one.case, role="reporter", place=one.place,
            capability="hotline", name=one.name, phone=one.phone,
        )  # fmt: skip


def _settle(at: datetime) -> None:
    """Give every fact its position and let reactions see them."""
    while assign_positions():
        run_reactions(at=at, strict=True)
