"""The `measures` section of a capability: what is counted from facts, over what, and which way is better."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, RootModel, model_validator

from anlan.kit.texts import Text
from anlan.schemes.public import CheckContext, Code, Finding, Mistake, Part, Scheme, Section


class Counted(Part):
    """Which facts are counted. Every condition that is written must hold."""

    fact: str = Field(description="A kind of fact: cases.close.")
    outcomes: tuple[str, ...] = Field(
        default=(), description="Only cases that ended so; empty: however they ended."
    )
    clock: str | None = Field(default=None, description="Only cases on which this clock ran.")
    in_time: bool | None = Field(
        default=None, description="Only where that clock was kept (true) or missed (false)."
    )

    @model_validator(mode="after")
    def time_of_a_clock(self) -> "Counted":
        """In time by which clock?"""
        if self.in_time is not None and self.clock is None:
            raise Mistake(
                zh="in_time 需要指明时限", en="in_time needs a clock",
                fix_zh="补上 clock: 时限代码", fix_en="add clock: and the clock's code",
            )  # fmt: skip
        return self


class _Measure(Part):
    code: str = Field(pattern=Code, max_length=80, description="How targets, indexes and screens name it.")
    title: Text = Field(description="What people call it.")
    definition: Text = Field(description="How it is counted, in words that a resident understands.")
    better: Literal["higher", "lower", "neither"] = Field(description="Which way is good.")
    provision: str | None = Field(default=None, description="The rule it comes from: a code of provisions.")
    exclude: tuple[Counted, ...] = Field(
        default=(), description="Cases with one of these facts are left out, and shown."
    )


class CountMeasure(_Measure):
    """How many."""

    kind: Literal["count"]
    count: Counted = Field(description="What is counted.")


class RateMeasure(_Measure):
    """How many out of how many; both are shown."""

    kind: Literal["rate"]
    numerator: Counted = Field(description="What is counted.")
    denominator: Counted = Field(description="Out of what.")


class DurationMeasure(_Measure):
    """How long from one fact to another of the same case."""

    kind: Literal["duration"]
    start: Counted = Field(description="The first such fact of a case.")
    end: Counted = Field(description="The first such fact after it.")
    statistic: Literal["median", "p90", "mean"] = Field(
        default="median", description="What is shown of all durations."
    )


Measure = Annotated[CountMeasure | RateMeasure | DurationMeasure, Field(discriminator="kind")]


class MeasuresSection(RootModel[tuple[Measure, ...]]):
    """What this capability counts."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def codes_differ(self) -> "MeasuresSection":
        """A code names one measure."""
        codes = [measure.code for measure in self.root]
        for code in codes:
            if codes.count(code) > 1:
                raise Mistake(
                    zh=f"指标代码 {code} 重复", en=f"the measure code {code} is used twice",
                    fix_zh="改用不同的代码", fix_en="give one of them another code",
                )  # fmt: skip
        return self


def _counted(
    measure: CountMeasure | RateMeasure | DurationMeasure,
) -> Iterator[tuple[tuple[str | int, ...], Counted]]:
    for name in ("count", "numerator", "denominator", "start", "end"):
        if (counted := getattr(measure, name, None)) is not None:
            yield (name,), counted
    for index, counted in enumerate(measure.exclude):
        yield ("exclude", index), counted


def check_measures(scheme: Scheme, context: CheckContext) -> Iterator[Finding]:
    """Everything a measure names exists, and a rate can take more than one value."""
    for index, measure in enumerate(scheme.section(MEASURES).root):
        at = ("measures", index)
        for path, counted in _counted(measure):
            yield from context.expect("fact", counted.fact, (*at, *path, "fact"))
            if counted.clock is not None:
                yield from context.expect("clock", counted.clock, (*at, *path, "clock"))
            for place, outcome in enumerate(counted.outcomes):
                yield from context.expect("outcome", outcome, (*at, *path, "outcomes", place))
        if measure.provision is not None:
            yield from context.expect("provision", measure.provision, (*at, "provision"))
        if isinstance(measure, RateMeasure) and measure.numerator == measure.denominator:
            yield scheme.finding(
                (*at, "numerator"),
                zh="分子与分母相同，永远是 100%", en="numerator and denominator are the same: always 100 %",
                fix_zh="给分子加上 outcomes 或 in_time", fix_en="narrow the numerator by outcomes or in_time",
            )  # fmt: skip


def measure_codes(scheme: Scheme) -> Iterable[str]:
    """The codes others may refer to as `measure`."""
    return [measure.code for measure in scheme.section(MEASURES).root] if scheme.has("measures") else []


MEASURES: Section[MeasuresSection] = Section("measures", MeasuresSection, check_measures)
