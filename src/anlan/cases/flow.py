"""Flow tests speak the verbs: `do: dispatch` calls the verb, `expect: {state: handling}` looks at the case."""

import inspect
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.access.public import Actor, GrantView, anonymous, reporter, roles, token_hmac
from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import shift
from anlan.cases.clocks.rules import Span, Unit
from anlan.cases.files.photographs import StoredPhoto
from anlan.cases.joiners import joined
from anlan.cases.models import Case
from anlan.cases.opening.receipts import Receipt
from anlan.cases.tasks import sweep
from anlan.cases.verbs import OF_NEIGHBOURS, VERBS
from anlan.kit.codes import span
from anlan.ledger.public import history
from anlan.parties.public import unit
from anlan.schemes.public import FlowStep, Unmet, World, flow_checks, flow_givens, flow_spans, flow_steps

_DONE = VERBS | OF_NEIGHBOURS
_NAMES = UUID("6f1c7d3e-6c0e-4d9e-9a53-0e8b4f4b7a10")
_FAR = datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC"))


def _grant(role: str, place: int, unit_code: str | None) -> GrantView:
    low, high = span(place)
    works_for = unit(unit_code).id if unit_code else None
    return GrantView(
        uuid5(_NAMES, f"{role}{place}"), roles[role].code, place, low, high, None, works_for, _FAR
    )


def _actors(world: World, given: dict[str, dict[str, Any]]) -> None:
    """`actors: {wang: {role: operator, place: 310105001000000}, li: {role: handler, unit: pm-1, also: [{…}]}}`."""
    district = settings.ANLAN_DISTRICT * 10**9
    for alias, what in given.items():
        grants = tuple(
            _grant(each["role"], int(each.get("place", district)), each.get("unit"))
            for each in (what, *what.get("also", ()))
        )
        account = uuid5(_NAMES, alias)
        world.actors[alias] = Actor(f"account:{account}", account, alias, grants, mfa=True)


def _photographs(names: list[str] | tuple[str, ...]) -> tuple[StoredPhoto, ...]:
    """Stand-ins for photographs: addresses without files, for a scenario is rolled back and a file is not."""
    addresses = [sha256(name.encode()).hexdigest() for name in names]
    return tuple(StoredPhoto(address, address, 1, 1) for address in addresses)


def _case(world: World, alias: object) -> Case:
    return Case.objects.get(pk=world.case(str(alias or "case")))


def _report(world: World, args: dict[str, Any]) -> Receipt:
    """A report by `by`, or by a resident without an account; called `case` unless `case:` says otherwise."""
    given = {"capability": world.scheme.name, "source": "flow", "key": f"flow-{len(world.cases)}", **args}
    given["photos"] = _photographs(given.get("photos", ()))
    alias = given.pop("case", "case")
    actor = world.by if world.acting else anonymous
    receipt: Receipt = VERBS["report"](by=actor, at=world.at, **given)
    world.cases[alias] = receipt.case
    who = "reporter" if alias == "case" else f"reporter of {alias}"
    world.actors[who] = reporter(token_hmac(receipt.token))
    return receipt


def _argument(world: World, name: str, value: Any) -> Any:
    """Units are named by code, cases by alias and photographs by any name in a scenario; verbs want ids."""
    if name in ("unit", "lead") and value is not None:
        return unit(value).id
    if name == "supporting" and value is not None:
        return tuple(unit(code).id for code in value)
    if name == "photos":
        return _photographs(value)
    if name == "note":  # the newest note of the case of this alias
        return next(one.id for one in reversed(history(world.case(value))) if one.kind == "cases.add_note")
    return world.case(value) if name == "into" else value


def _verb(name: str) -> Callable[[World, dict[str, Any]], object]:
    def run(world: World, args: dict[str, Any]) -> object:
        given = dict(args)
        case = world.case(str(given.pop("case", "case")))
        takes = inspect.signature(_DONE[name]).parameters
        unknown = set(given) - set(takes)
        if unknown:
            raise Unmet(expected=f"arguments of {name}: {', '.join(takes)}", actual=", ".join(unknown))
        ready = {key: _argument(world, key, value) for key, value in given.items()}
        by = anonymous if name in OF_NEIGHBOURS and not world.acting else world.by
        return _DONE[name](by=by, at=world.at, case=case, **ready)

    return run


def _takes(name: str) -> frozenset[str]:
    """What a scenario may write under `with:`; who and when are said by the step itself."""
    return frozenset(inspect.signature(_DONE[name]).parameters) - {"by", "at"} | {"case"}


def _about(name: str) -> str:
    return (
        (inspect.getdoc(_DONE[name]) or "").partition("\n\n")[0].partition(" Raises ")[0].replace("\n", " ")
    )


def _sweep(world: World, args: dict[str, Any]) -> int:  # noqa: ARG001 - every step takes both
    """The minute's sweep: what is late is escalated, each moment once."""
    return sweep(world.at)


def _column(name: str) -> Callable[[World, Any], None]:
    return lambda world, expected: world.same(expected, getattr(_case(world, None), name))


def _joined_is(world: World, expected: int) -> None:
    """`joined: 2`: how many neighbours said that they see the same."""
    world.same(expected, joined(_case(world, None).id))


def _unit_is(world: World, expected: str) -> None:
    lead = _case(world, None).lead_unit
    world.same(unit(expected).id, lead)


def _due_is(world: World, expected: dict[str, str]) -> None:
    """`due: {handle: 2026-10-12 18:00}`: local times of the clocks that run; null: it does not run."""
    zone = ZoneInfo(settings.TIME_ZONE)
    for rule, moment in expected.items():
        clock = _case(world, None).clocks.filter(rule=rule, stopped_at=None).first()
        found = f"{clock.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if clock else None
        world.same(str(moment)[:16] if moment is not None else None, found)


def _clock_is(world: World, expected: dict[str, str]) -> None:
    """`clock: {handle: met}`: how the clock that ended last stands: met, missed, cancelled, running, paused."""
    for rule, standing in expected.items():
        clock = _case(world, None).clocks.filter(rule=rule).order_by("started_at", "id").last()
        if clock is None:
            found = "none"
        elif clock.stopped_at is None:
            found = "paused" if clock.paused_at else "running"
        else:
            found = "cancelled" if clock.cancelled else "missed" if clock.late else "met"
        world.same(standing, found)


def _facts_are(world: World, expected: list[str]) -> None:
    """`facts: [report, dispatch, accept]`: the verbs of the case's chain so far."""
    world.same(expected, [fact.kind.partition(".")[2] for fact in history(_case(world, None).id)])


def _working_days(at: datetime, count: int) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    length = Span(value=count, unit=Unit.WORKING_DAY)
    return shift(at, length, back=False, calendar=calendar("cn"), tz=zone)


def register_flow() -> None:
    """Fill the registries of flow tests."""
    flow_givens.add("actors", _actors)
    flow_spans.add("working_days", _working_days)
    flow_steps.add("sweep", FlowStep("sweep", _sweep, takes=frozenset()))
    for name in _DONE:
        run = _report if name == "report" else _verb(name)
        flow_steps.add(name, FlowStep(name, run, takes=_takes(name), about=_about(name)))
    for column in ("state", "category", "outcome", "score", "late", "escalation", "supervised", "reopened"):
        flow_checks.add(column, _column(column))
    checks: dict[str, Callable[[World, Any], None]] = {
        "unit": _unit_is,
        "due": _due_is,
        "clock": _clock_is,
        "facts": _facts_are,
        "joined": _joined_is,
    }
    for name, check in checks.items():
        flow_checks.add(name, check)
