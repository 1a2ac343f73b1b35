"""What a measure may name, and what is said when it names what does not exist."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from anlan.measures.scheme import MEASURES, RateMeasure
from anlan.schemes.public import Finding, examine, reference_sources, sections

HEAD = """\
language: 1
name: toy
title: {zh: 玩具, en: Toy}
summary: {zh: 只用于测试, en: Only for tests}
version: 1
provisions:
  - {code: rule-1, title: {zh: 规定, en: Rule}, source: here, confidence: local}
measures:
"""
RATE = """\
  - code: resolved
    title: {zh: 解决率, en: Resolved}
    definition: {zh: 已解决占办结的比例, en: Solved out of all closed}
    kind: rate
    better: higher
    provision: rule-1
    numerator: {fact: cases.close, outcomes: [solved]}
    denominator: {fact: cases.close}
"""


def _names(names: list[str], scheme: object) -> list[str]:
    return names


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    known = {
        "fact": ["cases.close", "cases.report"],
        "clock": ["handle"],
        "outcome": ["solved"],
        "provision": ["rule-1"],
    }
    with sections.fresh(), reference_sources.fresh():
        sections.add("measures", MEASURES)
        for kind, names in known.items():
            reference_sources.add(kind, partial(_names, names))
        yield


def _findings(folder: Path, body: str) -> list[Finding]:
    (folder / "toy").mkdir(exist_ok=True)
    (folder / "toy" / "capability.yaml").write_text(HEAD + body)
    return examine(folder / "toy")[1]


def test_a_rate_with_everything_it_names_is_sound(tmp_path: Path) -> None:
    assert not _findings(tmp_path, RATE)
    scheme, _ = examine(tmp_path / "toy")
    assert scheme is not None
    (measure,) = scheme.section(MEASURES).root
    assert isinstance(measure, RateMeasure)
    assert measure.numerator.outcomes == ("solved",)


def test_a_duration_and_a_count_are_measures_too(tmp_path: Path) -> None:
    rest = "title: {zh: 一, en: One}, definition: {zh: 一, en: One}, better: lower"
    body = (
        f"  - {{code: a, {rest}, kind: count, count: {{fact: cases.report}}}}\n"
        f"  - {{code: b, {rest}, kind: duration, start: {{fact: cases.report}}, end: {{fact: cases.close}}}}\n"
    )
    assert not _findings(tmp_path, body)


WRONG = {
    "fact: cases.close, outcomes": ("fact: cases.clos, outcomes", 15, "numerator.fact", "did you mean cases.close?"),
    "[solved]": ("[solvd]", 15, "numerator.outcomes[0]", "did you mean solved?"),
    "denominator: {fact: cases.close": (
        "denominator: {fact: cases.close, clock: handel", 16, "denominator.clock", "did you mean handle?",
    ),
    "provision: rule-1": ("provision: rule-2", 14, "provision", "did you mean rule-1?"),
    "kind: rate": ("kind: rat", 9, "", "did you mean rate?"),
    "better: higher": ("better: hihger", 13, "better", "did you mean higher?"),
    "denominator": ("denomintor", 16, "denomintor", "did you mean denominator?"),
    "[solved]}": ("[solved], in_time: true}", 15, "numerator", "add clock"),
    ", outcomes: [solved]": ("", 15, "numerator", "narrow the numerator"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_exist_is_named_with_line_and_remedy(wrong: str, tmp_path: Path) -> None:
    instead, line, path, remedy = WRONG[wrong]
    found = [
        (item.line, item.path, item.remedy.en) for item in _findings(tmp_path, RATE.replace(wrong, instead))
    ]
    at = f"measures[0].{path}" if path else "measures[0]"
    assert any(item[0] == line and item[1].startswith(at) and remedy in item[2] for item in found), found


def test_two_measures_cannot_share_a_code(tmp_path: Path) -> None:
    (finding,) = _findings(tmp_path, RATE + RATE)
    assert "resolved" in finding.message.zh
