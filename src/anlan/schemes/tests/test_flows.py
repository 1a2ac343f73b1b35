"""The runner of flow tests: time, actors, refusals, reports that name the line, and nothing left behind."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from anlan.access.public import Actor, service
from anlan.kit.errors import Conflict
from anlan.ledger.public import Reaction, history, reactions
from anlan.schemes.examine import examine
from anlan.schemes.facts import subject_of
from anlan.schemes.flows.read import read_flows
from anlan.schemes.flows.registries import FlowStep, flow_checks, flow_givens, flow_spans, flow_steps
from anlan.schemes.flows.report import lines_of, summary
from anlan.schemes.flows.run import Outcome, run_story
from anlan.schemes.flows.world import World
from anlan.schemes.load import load
from anlan.schemes.models import SchemeVersion
from anlan.schemes.section import Part
from anlan.schemes.tests.toys import toy_language, write

pytestmark = pytest.mark.django_db
GOOD = "shelves:\n  boxes:\n    - {code: a, title: {zh: 甲, en: A}}\n"


class ShelfFull(Conflict):
    """The shelf has no room for {count} more."""


class Put(Part):
    box: str
    count: int = Field(default=1, ge=1)


def _put(world: World, args: Put) -> int:
    if args.count > 3:
        raise ShelfFull(count=args.count)
    world["boxes"] = world.get("boxes", 0) + args.count
    world["by"] = world.by.ref
    return args.count


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    with toy_language(), flow_steps.fresh(), flow_checks.fresh(), flow_givens.fresh():
        flow_steps.add("put", FlowStep("put", _put, Put))
        flow_steps.add(
            "shake", FlowStep("shake", lambda world, args: None, takes=frozenset({"hard", "twice"}))
        )
        flow_steps.add("crash", FlowStep("crash", lambda world, args: 1 // 0))
        flow_checks.add("boxes", lambda world, expected: world.same(expected, world.get("boxes", 0)))
        flow_checks.add("time", lambda world, expected: world.same(expected, f"{world.at:%m-%d %H:%M}"))
        flow_checks.add("by", lambda world, expected: world.same(expected, world.get("by")))
        flow_givens.add("actors", _actors)
        yield


def _service(name: str, at: object) -> Actor:
    return service(name)


def _actors(world: World, args: Any) -> None:
    for alias, name in args.items():
        world.actors[alias] = partial(_service, name)


HEAD = """\
name: {zh: 放箱子, en: Boxes are put}
given:
  at: 2026-03-02 09:00
  actors: {op: intake}
steps:
"""


def _run(folder: Path, steps: str, *, keep: bool = False) -> Outcome:
    where = write(folder / "toy", GOOD)
    (where / "flows").mkdir(exist_ok=True)
    (where / "flows" / "put.yaml").write_text(HEAD + steps)
    ((story,), findings) = read_flows(where)
    assert not findings, [str(finding) for finding in findings]
    return run_story(story, load(where), keep=keep)


def _findings(folder: Path, steps: str) -> list[tuple[int, str, str]]:
    where = write(folder / "toy", GOOD)
    (where / "flows").mkdir(exist_ok=True)
    (where / "flows" / "put.yaml").write_text(HEAD + steps)
    return [(finding.line, finding.path, finding.remedy.en) for finding in examine(where)[1]]


def test_a_story_that_comes_true_passes_and_leaves_nothing(tmp_path: Path) -> None:
    outcome = _run(
        tmp_path,
        "  - {by: op, do: put, with: {box: a, count: 2}, expect: {boxes: 2, by: service:intake}}\n"
        "  - {after: 3 h, by: service:sweeper, do: put, with: {box: a}, expect: {boxes: 3}}\n",
    )
    assert outcome.passed, outcome.failure
    assert next(iter(lines_of(outcome))).startswith("✓ ")
    assert not SchemeVersion.objects.exists()
    assert not history(subject_of("toy"))


def test_time_goes_on_as_written(tmp_path: Path) -> None:
    with flow_spans.fresh():
        flow_spans.add("hours", lambda at, count: at + timedelta(hours=count))
        flow_spans.add("working_days", lambda at, count: at + timedelta(days=7 * count))
        outcome = _run(
            tmp_path,
            "  - {expect: {time: 03-02 09:00}}\n"
            "  - {after: 3 h, expect: {time: 03-02 12:00}}\n"
            "  - {after: 2 working days, expect: {time: 03-16 12:00}}\n"
            "  - {at: 2026-03-20 08:30, expect: {time: 03-20 08:30}}\n",
        )
    assert outcome.passed, outcome.failure


def test_time_does_not_go_back(tmp_path: Path) -> None:
    failure = _run(tmp_path, "  - {at: 2026-03-01 08:00}\n").failure
    assert failure is not None
    assert "2026-03-01 08:00" in failure.actual


def test_an_expected_refusal_passes_and_its_absence_fails(tmp_path: Path) -> None:
    refused = (
        "  - {by: op, do: put, with: {box: a, count: 4}, expect_refusal: shelf_full, expect: {boxes: 0}}\n"
    )
    assert _run(tmp_path, refused).passed
    failure = _run(tmp_path, refused.replace("count: 4", "count: 1")).failure
    assert failure is not None
    assert (failure.expected, failure.actual) == ("refused with shelf_full", "it went through")


def test_another_refusal_than_expected_is_shown(tmp_path: Path) -> None:
    failure = _run(tmp_path, "  - {by: op, do: put, with: {box: a, count: 4}}\n").failure
    assert failure is not None
    assert failure.actual.startswith("shelf_full: ")


def test_a_failure_names_file_line_step_and_both_sides(tmp_path: Path) -> None:
    outcome = _run(
        tmp_path,
        "  - {by: op, do: put, with: {box: a}}\n"
        "  - by: op\n    do: put\n    with: {box: a}\n    expect:\n      boxes: 5\n",
    )
    assert outcome.failure is not None
    report = "\n".join(lines_of(outcome))
    assert "toy/flows/put.yaml:11" in report
    assert "5" in outcome.failure.expected
    assert outcome.failure.actual == "2"
    assert outcome.failure.step == 2
    assert "1" in summary([outcome])


def test_a_crash_in_code_shows_where(tmp_path: Path) -> None:
    failure = _run(tmp_path, "  - {do: crash}\n").failure
    assert failure is not None
    assert "ZeroDivisionError" in failure.actual
    assert "test_flows.py" in failure.trace


def test_a_step_without_its_actor_says_so(tmp_path: Path) -> None:
    failure = _run(tmp_path, "  - {do: put, with: {box: a}}\n").failure
    assert failure is not None
    assert "by:" in failure.actual
    failure = _run(tmp_path, "  - {by: nobody, do: put, with: {box: a}}\n").failure
    assert failure is not None
    assert "there are: op" in failure.actual


def test_consequences_have_happened_before_the_next_expectation(tmp_path: Path) -> None:
    seen: list[str] = []
    with reactions.fresh():
        reactions.add(
            "schemes.test",
            Reaction("schemes.test", frozenset({"schemes.publish"}), lambda fact, at: seen.append(fact.kind)),
        )
        assert _run(tmp_path, "  - {expect: {boxes: 0}}\n").passed
    assert seen == ["schemes.publish"]


def test_a_reaction_that_fails_fails_the_story(tmp_path: Path) -> None:
    def fail(fact: object, at: object) -> None:
        raise ShelfFull(count=1)

    def publish_something(world: World, args: object) -> None:
        from anlan.schemes.verbs.withdraw import withdraw

        withdraw(world.scheme.hash, by=service("setup"), at=world.at)

    with reactions.fresh():
        flow_steps.add("withdraw", FlowStep("withdraw", publish_something))
        reactions.add("schemes.test", Reaction("schemes.test", frozenset({"schemes.withdraw"}), fail))
        failure = _run(tmp_path, "  - {do: withdraw}\n").failure
    assert failure is not None
    assert failure.actual.startswith("shelf_full")


def test_a_higher_published_version_does_not_stand_in_the_way(tmp_path: Path) -> None:
    common = {"name": "toy", "compiled": {}, "by": "x", "published_at": "2026-01-01T00:00:00Z"}
    SchemeVersion.objects.create(version=9, hash="a" * 64, **common)
    assert _run(tmp_path, "  - {expect: {boxes: 0}}\n").passed
    assert SchemeVersion.objects.get().withdrawn_at is None


def test_keep_leaves_what_happened(tmp_path: Path) -> None:
    assert _run(tmp_path, "  - {expect: {boxes: 0}}\n", keep=True).passed
    assert SchemeVersion.objects.count() == 1


def test_what_a_step_made_is_remembered(tmp_path: Path) -> None:
    flow_checks.add("kept", lambda world, expected: world.same(expected, world.recall("first")))
    assert _run(
        tmp_path, "  - {by: op, do: put, with: {box: a, count: 2}, as: first, expect: {kept: 2}}\n"
    ).passed


IMPOSSIBLE = {
    "  - {do: putt}\n": ("steps[0].do", "did you mean put?"),
    "  - {do: put, with: {bocks: a}}\n": ("steps[0].with.bocks", "did you mean box?"),
    "  - {do: put, with: {box: a, count: 0}}\n": ("steps[0].with.count", "1 or more"),
    "  - {do: shake, with: {hrad: true}}\n": ("steps[0].with.hrad", "did you mean hard?"),
    "  - {expect: {boxs: 1}}\n": ("steps[0].expect.boxs", "did you mean boxes?"),
    "  - {do: put, with: {box: a}, expect_refusal: shelf_ful}\n": ("steps[0].expect_refusal", "shelf_full"),
    "  - {after: soon}\n": ("steps[0].after", "3 h"),
    "  - {after: 3 moons}\n": ("steps[0].after", "hours"),
    "  - {at: 2026-03-02 10:00, after: 3 h}\n": ("steps[0]", "remove one"),
    "  - {at: tomorrow}\n": ("steps[0].at", "2026-10-01 09:00"),
    "  - {dp: put}\n": ("steps[0].dp", "did you mean do?"),
}


@pytest.mark.parametrize("steps", IMPOSSIBLE)
def test_what_cannot_work_is_found_without_running(steps: str, tmp_path: Path) -> None:
    path, remedy = IMPOSSIBLE[steps]
    found = _findings(tmp_path, steps)
    assert any(line == 6 and at == path and remedy in mend for line, at, mend in found), found


def test_a_missing_step_argument_is_found(tmp_path: Path) -> None:
    assert any("add box" in mend for _, _, mend in _findings(tmp_path, "  - {do: put}\n"))


def test_an_unknown_beginning_is_found(tmp_path: Path) -> None:
    where = write(tmp_path / "toy", GOOD)
    (where / "flows").mkdir()
    (where / "flows" / "x.yaml").write_text(HEAD.replace("actors", "actor") + "  - {expect: {boxes: 0}}\n")
    (finding,) = examine(where)[1]
    assert "did you mean actors?" in finding.remedy.en


def test_a_file_may_hold_several_stories(tmp_path: Path) -> None:
    where = write(tmp_path / "toy", GOOD)
    (where / "flows").mkdir()
    story = "- name: one\n  given: {at: 2026-03-02 09:00}\n  steps: [{expect: {boxes: 0}}]\n"
    (where / "flows" / "two.yaml").write_text(story + story.replace("one", "two"))
    stories, findings = read_flows(where)
    assert not findings
    assert [story.line() for story in stories] == [1, 4]
    assert [story.line(0) for story in stories] == [3, 6]
