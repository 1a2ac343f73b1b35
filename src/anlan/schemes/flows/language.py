"""The language of flow tests: a scenario is given / steps / expect, with time."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from anlan.kit.texts import Text
from anlan.schemes.finding import Mistake
from anlan.schemes.flows.registries import flow_spans
from anlan.schemes.section import Part

_SPAN = re.compile(r"^(\d{1,5}) *([a-z]+(?: [a-z]+)*)$")
_SHORT = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "wd": "working_days"}


def span_of(text: str) -> tuple[int, str]:
    """`2 working days` → (2, "working_days"). Raises `Mistake` for what cannot be read."""
    match = _SPAN.match(text.strip())
    if match is None:
        raise Mistake(
            zh=f"时间间隔“{text}”无法识别",
            en=f'"{text}" is not a span of time',
            fix_zh="写成“数字 单位”，如 30 min、3 h、2 working days",
            fix_en='write a number and a unit, such as "30 min", "3 h" or "2 working days"',
        )
    unit = match[2].replace(" ", "_")
    unit = _SHORT.get(unit, unit if unit.endswith("s") else f"{unit}s")
    return int(match[1]), unit


def later(at: datetime, text: str) -> datetime:
    """`at` moved on by `text`; the unit is one of `flow_spans`."""
    count, unit = span_of(text)
    return flow_spans.get(unit)(at, count)


class Given(Part):
    """The beginning. Besides `at`, every key is a beginning that some room offers."""

    model_config = {"frozen": True, "extra": "allow"}

    at: datetime = Field(description="Local time at which the scenario begins: 2026-03-02 09:00.")

    def beginnings(self) -> dict[str, Any]:
        """Everything but the time."""
        return dict(self.model_extra or {})


class ScenarioStep(Part):
    """One step: a time, an actor, a verb, and what is expected."""

    at: datetime | None = Field(default=None, description="Local time of this step.")
    after: str | None = Field(
        default=None, description='Time since the step before: "3 h", "2 working days".'
    )
    by: str | None = Field(default=None, description="An actor of given.actors, or service:NAME.")
    do: str | None = Field(default=None, description="The step's name; left out, only time passes.")
    arguments: dict[str, Any] = Field(default={}, alias="with", description="What the step needs.")
    remembered: str | None = Field(
        default=None, alias="as", description="Name under which later steps find it."
    )
    expect: dict[str, Any] = Field(default={}, description="Expectations by name.")
    expect_refusal: str | None = Field(
        default=None, description="The code of the error that must come: case_taken."
    )

    @field_validator("after")
    @classmethod
    def readable(cls, value: str | None) -> str | None:
        """A span that can be read, in a unit somebody offers."""
        if value is not None and span_of(value)[1] not in flow_spans:
            raise Mistake(
                zh=f"没有时间单位 {span_of(value)[1]}",
                en=f"there is no unit of time {span_of(value)[1]}",
                fix_zh=f"可用的单位：{', '.join(flow_spans.names())}",
                fix_en=f"use one of {', '.join(flow_spans.names())}",
            )
        return value

    @model_validator(mode="after")
    def one_time(self) -> "ScenarioStep":
        """Either a time or a span."""
        if self.at and self.after:
            raise Mistake(
                zh="at 和 after 只能写一个",
                en="at and after cannot stand together",
                fix_zh="删去其中一个",
                fix_en="remove one of them",
            )
        return self


class Scenario(Part):
    """One story that must come true."""

    name: Text | str = Field(description="What it shows, as a sentence.")
    given: Given
    steps: tuple[ScenarioStep, ...] = Field(min_length=1)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time of a scenario is local unless it names its zone."""
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def moment_of(step: ScenarioStep, before: datetime, zone: ZoneInfo) -> datetime:
    """When `step` happens, given the time of the step before it."""
    if step.at is not None:
        return local(step.at, zone)
    return later(before, step.after) if step.after else before + timedelta(0)
