"""What `anlan capability check` proves of a `cases` section, before anybody works with it; static."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from anlan.cases.clocks.calendars import known_calendars
from anlan.cases.clocks.rules import EVENTS
from anlan.kit.texts import Text
from anlan.schemes.public import CheckContext, Finding, Scheme, dead_ends, unreachable

if TYPE_CHECKING:
    from anlan.cases.scheme.shapes import CasesSection

_FINISH = "finish"


def doubled(scheme: Scheme, path: Sequence[str | int], codes: Sequence[str]) -> Iterator[Finding]:
    """A finding for each of `codes`, those of the list at `path`, that stood there before."""
    for number, code in enumerate(codes):
        if code in codes[:number]:
            yield scheme.finding(
                [*path, number, "code"],
                zh=f"“{code}” 出现了两次",
                en=f"“{code}” stands here twice",
                fix_zh="删去一个，或改用另一个代码",
                fix_en="remove one or give it another code",
            )


def unknown_calendar(scheme: Scheme, path: Sequence[str | int], code: str) -> Iterator[Finding]:
    """A finding when the rule at `path` counts days by a calendar that nobody knows."""
    if code not in known_calendars():
        yield scheme.none_of(
            known_calendars(),
            [*path, "calendar"],
            zh=f"没有日历“{code}”",
            en=f"there is no calendar “{code}”",
        )


def _codes(scheme: Scheme, section: "CasesSection") -> Iterator[Finding]:
    lists: dict[str, Sequence[str]] = {
        "categories": [each.code for each in section.categories],
        "clocks": [each.code for each in section.clocks],
        "outcomes": [each.code for each in section.outcomes],
        "form": [each.code for each in section.form],
    }
    for name, codes in lists.items():
        yield from doubled(scheme, ["cases", name], codes)
    yield from doubled(scheme, ["cases", "handling", "steps"], [step.code for step in section.handling.steps])


def _steps(scheme: Scheme, section: "CasesSection") -> Iterator[Finding]:
    steps = {step.code: step.next for step in section.handling.steps}
    where = ["cases", "handling"]
    for target in section.handling.first:
        if target not in steps and target != _FINISH:
            yield _missing_step(scheme, [*where, "first"], target)
    for number, step in enumerate(section.handling.steps):
        for target in step.next:
            if target not in steps and target != _FINISH:
                yield _missing_step(scheme, [*where, "steps", number, "next"], target)
    numbers = {code: number for number, code in enumerate(steps)}
    for code in unreachable(steps, section.handling.first, steps):
        yield scheme.finding(
            [*where, "steps", numbers[code]],
            zh=f"没有任何步骤通向“{code}”",
            en=f"no step leads to “{code}”",
            fix_zh=f"把 {code} 写进 first 或某个步骤的 next，或删去该步骤",
            fix_en=f"name {code} in `first` or in the `next` of a step, or remove it",
        )
    for code in dead_ends(steps, {_FINISH}, steps):
        yield scheme.finding(
            [*where, "steps", numbers[code], "next"],
            zh=f"从“{code}”永远走不到办结",
            en=f"from “{code}” the work can never be finished",
            fix_zh="在它的 next 中写上 finish，或通向能办结的步骤",
            fix_en="put `finish`, or a step that leads to it, into its `next`",
        )


def _missing_step(scheme: Scheme, path: Sequence[str | int], code: str) -> Finding:
    return scheme.finding(
        path,
        zh=f"没有步骤“{code}”",
        en=f"there is no step “{code}”",
        fix_zh="改正代码，或在 steps 中加上该步骤",
        fix_en="mend the code or add the step under `steps`",
    )


def _possible_events(section: "CasesSection") -> set[str]:
    """The events that can happen under this section: what the capability rules out is not among them."""
    events = set(EVENTS) | {f"act:{step.code}" for step in section.handling.steps}
    if section.verification.method == "none":
        events -= {"verified"}
    if section.rating.reopen_times == 0:
        events -= {"reopened"}
    if section.suspension.times == 0 or not section.suspension.reasons:
        events -= {"suspended", "resumed"}
    if section.objection.times == 0:
        events -= {"objected", "objection_decided"}
    if not any(rule.extend for rule in section.clocks):
        events -= {"extension_requested", "extension_decided"}
    return events


def _clocks(scheme: Scheme, section: "CasesSection", context: CheckContext) -> Iterator[Finding]:
    possible = _possible_events(section)
    categories = {each.code for each in section.categories}
    for number, rule in enumerate(section.clocks):
        path: list[str | int] = ["cases", "clocks", number]
        if rule.start not in possible:
            yield _impossible(scheme, [*path, "start"], rule.start, rule.code, Text(zh="开始", en="start"))
        if not possible & set(rule.end):
            yield _impossible(
                scheme, [*path, "end"], ", ".join(rule.end), rule.code, Text(zh="结束", en="end")
            )
        yield from unknown_calendar(scheme, path, rule.calendar)
        yield from context.expect("provision", rule.provision, [*path, "provision"])
        for category in sorted(set(rule.by_category) - categories):
            yield _missing_category(scheme, [*path, "by_category", category], category)


def _impossible(scheme: Scheme, path: Sequence[str | int], event: str, clock: str, edge: Text) -> Finding:
    return scheme.finding(
        path,
        zh=f"时限“{clock}”的{edge.zh}事件“{event}”在本方案中不会发生",
        en=f"the {edge.en} of the clock “{clock}”, “{event}”, cannot happen under this capability",
        fix_zh=f"改用会发生的事件：{'、'.join(EVENTS)}，或 act:步骤代码",
        fix_en=f"use an event that happens: {', '.join(EVENTS)}, or act:<step code>",
    )


def _missing_category(scheme: Scheme, path: Sequence[str | int], code: str) -> Finding:
    return scheme.finding(
        path,
        zh=f"没有类别“{code}”",
        en=f"there is no category “{code}”",
        fix_zh="改正代码，或在 categories 中加上该类别",
        fix_en="mend the code or add it under `categories`",
    )


def _routing(scheme: Scheme, section: "CasesSection") -> Iterator[Finding]:
    categories = {each.code for each in section.categories}
    for number, clause in enumerate(section.routing):
        for code in clause.when.categories:
            if code not in categories:
                yield _missing_category(scheme, ["cases", "routing", number, "when", "categories"], code)
    last = section.routing[-1].when
    if last.categories or last.places or last.premises or last.hours:
        yield scheme.finding(
            ["cases", "routing", len(section.routing) - 1],
            zh="最后一条分流规则带有条件，可能有事项无人承办",
            en="the last routing clause asks for something, so some matters may have no owner",
            fix_zh="在末尾加一条没有 when 的规则；或用 --district 证明处处有主",
            fix_en="add a last clause without `when`, or prove ownership with --district",
            warning=True,
        )


def check_cases(scheme: Scheme, context: CheckContext) -> Iterable[Finding]:
    """Every finding of the section: doubled codes, steps, clocks, routing, outcomes."""
    section: CasesSection = scheme.section("cases")
    yield from _codes(scheme, section)
    yield from _steps(scheme, section)
    yield from _clocks(scheme, section, context)
    yield from _routing(scheme, section)
    if not any(outcome.kind == "not_accepted" for outcome in section.outcomes):
        yield scheme.finding(
            ["cases", "outcomes"],
            zh="没有 kind 为 not_accepted 的结果，不予受理的事项无法结案",
            en="no outcome has the kind not_accepted, so a matter that is not accepted cannot be closed",
            fix_zh="加上一个，例如 not_ours",
            fix_en="add one, for instance not_ours",
        )
