"""Reads a capability's `flows/*.yaml` and says before running what cannot work."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from anlan.kit.errors import AnlanError
from anlan.kit.registry import Registry
from anlan.kit.texts import Text
from anlan.schemes.explain import findings_of, unknown_name
from anlan.schemes.finding import Finding, Path
from anlan.schemes.flows.language import Scenario, ScenarioStep
from anlan.schemes.flows.registries import flow_checks, flow_givens, flow_steps
from anlan.schemes.source import Source, Unreadable, read


@dataclass(frozen=True)
class Story:
    """A scenario and where it stands: `path` inside `source`."""

    scenario: Scenario
    source: Source
    path: Path

    def line(self, step: int | None = None) -> int:
        """The line of the scenario, or of one of its steps."""
        return self.source.line(self.path if step is None else (*self.path, "steps", step))


def read_flows(folder: FilePath) -> tuple[list[Story], list[Finding]]:
    """All scenarios of a capability, and what is wrong with those that cannot run."""
    stories: list[Story] = []
    findings: list[Finding] = []
    for file in sorted((folder / "flows").glob("*.yaml")):
        try:
            source = read(file, f"{folder.name}/flows/{file.name}")
        except Unreadable as error:
            findings.extend(error.findings)
            continue
        for path, data in _scenarios(source):
            try:
                story = Story(Scenario.model_validate(data), source, path)
            except ValidationError as invalid:
                findings.extend(findings_of(invalid, Scenario, source, path))
                continue
            stories.append(story)
            findings.extend(_impossible(story))
    return stories, findings


def _scenarios(source: Source) -> list[tuple[Path, Any]]:
    """A file is one scenario or a list of them."""
    if isinstance(source.data, list):
        return [((index,), data) for index, data in enumerate(source.data)]
    return [((), source.data)]


def _impossible(story: Story) -> Iterator[Finding]:
    for name in story.scenario.given.beginnings():
        yield from _unknown(story, flow_givens, name, ("given", name), Text(zh="前提", en="beginning"))
    for index, step in enumerate(story.scenario.steps):
        yield from _impossible_step(story, step, ("steps", index))


def _impossible_step(story: Story, step: ScenarioStep, at: Path) -> Iterator[Finding]:
    if step.do is not None:
        yield from _unknown(story, flow_steps, step.do, (*at, "do"), Text(zh="步骤", en="step"))
        yield from _misfits(story, step, at)
    for name in step.expect:
        yield from _unknown(
            story, flow_checks, name, (*at, "expect", name), Text(zh="检查项", en="expectation")
        )
    if step.expect_refusal is not None and step.expect_refusal not in (known := refusals()):
        yield from _missing(
            story, (*at, "expect_refusal"), Text(zh="错误代码", en="error code"), step.expect_refusal, known
        )


def _misfits(story: Story, step: ScenarioStep, at: Path) -> Iterator[Finding]:
    """What `with:` says that the step does not take."""
    found = flow_steps.find(step.do or "")
    if found and found.args:
        try:
            found.args.model_validate(step.arguments)
        except ValidationError as invalid:
            inside = ("with",) if step.arguments else ()
            yield from findings_of(invalid, found.args, story.source, (*story.path, *at, *inside))
    elif found and found.takes is not None:
        for name in step.arguments.keys() - found.takes:
            yield from _missing(story, (*at, "with", name), Text(zh="参数", en="argument"), name, found.takes)


def _unknown(story: Story, registry: Registry[Any], name: str, at: Path, kind: Text) -> Iterator[Finding]:
    if name not in registry:
        yield from _missing(story, at, kind, name, frozenset(registry.names()))


def _missing(story: Story, at: Path, kind: Text, name: str, known: frozenset[str]) -> Iterator[Finding]:
    message, remedy = unknown_name(kind, name, known)
    yield story.source.finding(
        (*story.path, *at), zh=message.zh, en=message.en, fix_zh=remedy.zh, fix_en=remedy.en
    )


def refusals() -> frozenset[str]:
    """The codes of all errors that exist."""
    found: set[str] = set()
    waiting: list[type[AnlanError]] = [AnlanError]
    while waiting:
        error = waiting.pop()
        found.add(error.code())
        waiting.extend(error.__subclasses__())
    return frozenset(found)
