"""Runs scenarios on the database. Each is one transaction that is rolled back, so it may run anywhere."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from anlan.access.public import service
from anlan.kit.errors import AnlanError
from anlan.schemes.compiled import Scheme
from anlan.schemes.flows.language import ScenarioStep, local, moment_of
from anlan.schemes.flows.read import Story
from anlan.schemes.flows.registries import flow_checks, flow_givens, flow_steps
from anlan.schemes.flows.stage import set_stage, settle
from anlan.schemes.flows.world import NotInWorld, Unmet, World
from anlan.schemes.verbs.publish import publish


@dataclass(frozen=True)
class Failure:
    """Where a scenario went another way. `step` counts from 1; 0 is the beginning."""

    file: str
    line: int
    step: int
    what: str
    expected: str
    actual: str
    trace: str = ""


@dataclass(frozen=True)
class Outcome:
    """How one scenario ended."""

    story: Story
    failure: Failure | None

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return self.failure is None


class _Stopped(Exception):
    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.actual)


def run_story(story: Story, scheme: Scheme, *, keep: bool = False) -> Outcome:
    """Run one scenario in a transaction of its own, rolled back unless it passed and `keep` is asked."""
    failure: Failure | None = None
    with transaction.atomic():
        try:
            _play(story, scheme, keep=keep)
        except _Stopped as stopped:
            failure = stopped.failure
        if failure or not keep:
            transaction.set_rollback(True)
    return Outcome(story, failure)


def _play(story: Story, scheme: Scheme, *, keep: bool) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    given = story.scenario.given
    world = World(scheme, local(given.at, zone))
    with _watched(story, 0, "given"), transaction.atomic():
        if keep:
            publish(scheme, by=service("setup"), at=world.at, reissue=True)
        else:
            set_stage(scheme, world.at)
        beginnings = given.beginnings()
        for name in flow_givens.names():
            if name in beginnings:
                flow_givens.get(name)(world, beginnings[name])
        settle(world.at)
    for number, step in enumerate(story.scenario.steps, 1):
        _take(story, world, step, number, zone)


def _take(story: Story, world: World, step: ScenarioStep, number: int, zone: ZoneInfo) -> None:
    what = step.do or "-"
    with _watched(story, number, what):
        moment = moment_of(step, world.at, zone)
        if moment < world.at:
            raise Unmet(expected=f"a time after {world.at:%Y-%m-%d %H:%M}", actual=f"{moment:%Y-%m-%d %H:%M}")
        world.at, world.acting = moment, step.by
        refused = _do(world, step)
        if refused is None:
            with transaction.atomic():
                settle(world.at)
    for name, expected in step.expect.items():
        with _watched(story, number, f"{what} › {name}", under=("expect", name)), transaction.atomic():
            flow_checks.get(name)(world, expected)


def _do(world: World, step: ScenarioStep) -> AnlanError | None:
    """The refusal that was expected and came; None when the step went through as it should."""
    if step.do is None:
        return None
    call = flow_steps.get(step.do)
    arguments = call.args.model_validate(step.arguments) if call.args else dict(step.arguments)
    try:
        with transaction.atomic():
            world.last = call.run(world, arguments)
    except AnlanError as error:
        if error.code() != step.expect_refusal:
            raise
        return error
    if step.expect_refusal:
        raise Unmet(expected=f"refused with {step.expect_refusal}", actual="it went through")
    if step.remembered:
        world.remember(step.remembered, world.last)
    return None


@contextmanager
def _watched(story: Story, number: int, what: str, under: tuple[str, ...] = ()) -> Iterator[None]:
    """Turn whatever goes wrong into a failure that names file, line and step."""
    path = (*story.path, "steps", number - 1, *under) if number else (*story.path, "given")

    def stopped(expected: object, actual: object, trace: str = "") -> _Stopped:
        line = story.source.line(path)
        return _Stopped(Failure(story.source.label, line, number, what, str(expected), str(actual), trace))

    try:
        yield
    except Unmet as unmet:
        raise stopped(unmet.expected, unmet.actual) from unmet
    except AnlanError as error:
        raise stopped("it goes through", f"{error.code()}: {error.message()}") from error
    except NotInWorld as missing:
        raise stopped("-", missing.args[0]) from missing
    except Exception as error:
        # Not ours: the report must show where in the code, or nobody can mend it.
        raise stopped("-", f"{type(error).__name__}: {error}", traceback.format_exc()) from error
