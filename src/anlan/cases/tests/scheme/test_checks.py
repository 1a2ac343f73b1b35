"""What `anlan capability check` proves of a `cases` section: each mistake by line, with its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from anlan.schemes.public import BUILTIN, Finding, errors_of, examine

HOTLINE = (BUILTIN / "hotline" / "capability.yaml").read_text(encoding="utf-8")
Found = Callable[..., list[Finding]]


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """What the check says of the hotline with some of its text changed."""

    def look(*changes: tuple[str, str]) -> list[Finding]:
        text = HOTLINE
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (tmp_path / "hotline").mkdir(exist_ok=True)
        file = tmp_path / "hotline" / "capability.yaml"
        file.write_text(text, encoding="utf-8")
        return list(examine(tmp_path / "hotline")[1])

    return look


def test_the_hotline_itself_has_no_mistake(found: Found) -> None:
    assert errors_of(found()) == []


MISTAKES = {
    "an unknown key": (("  dispatch: automatic", "  despatch: automatic"), "despatch", "dispatch"),
    "an unknown event": (("start: dispatched", "start: dispached"), "“dispached” does not happen", "dispatched"),
    "an unknown end": (("end: [accepted]", "end: [acepted]"), "“acepted” does not happen", "accepted"),
    "a start that is the end": (("start: finished", "start: closed"), "would end where it starts", "elsewhere"),
    "a start after the end": (("start: returned\n      end: [finished, closed]",
                               "start: closed\n      end: [finished]"),
                              "nothing runs after", "earlier"),
    "an event of a step that is not there": (("end: [accepted]", "end: ['act:dance']"), "act:dance", "act:"),
    "no English": (("zh: 噪声扰民, en: Noise", "zh: 噪声扰民"), "English", "en"),
    "no Chinese": (("zh: 噪声扰民, en: Noise", "en: Noise"), "Chinese", "zh"),
    "a category twice": (("code: rubbish", "code: noise"), "twice", "another code"),
    "a clock twice": (("- code: callback\n      title: {zh: 回访时限", "- code: sign\n      title: {zh: 回访时限"),
                      "twice", "code"),
    "a step that is not there": (("first: [contact]", "first: [greet]"), "no step “greet”", "step"),
    "a step nothing leads to": (("first: [contact]", "first: [visit]"), "no step leads to “contact”", "next"),
    "a step without a way out": (("next: [visit, finish]", "next: [visit]"), "can never be finished", "finish"),
    "a category of a clause that is not there": (("{categories: [lighting]}", "{categories: [light]}"),
                                                 "light", "categor"),
    "a provision that is not there": (("provision: local-sign", "provision: local-sing"), "local-sing", "local-sign"),
    "a calendar that is not there": (("calendar: cn", "calendar: mars"), "mars", "cn"),
    "urgency, which nobody says": (("      per: assignment\n",
                                   "      per: assignment\n      by_urgency: {urgent: 1}\n"),
                                  "by_urgency", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_remedy(found: Found, name: str) -> None:
    change, said, remedy = MISTAKES[name]
    line = HOTLINE[: HOTLINE.index(change[0])].count("\n") + 1
    mistakes = errors_of(found(change))
    told = [one for one in mistakes if said in one.message.en and remedy in one.remedy.en]
    assert told, [str(one) for one in mistakes]
    assert all(one.message.zh and one.remedy.zh for one in mistakes)
    assert any(abs(one.line - line) <= 4 for one in told), [(one.line, line) for one in told]


def test_a_verification_that_is_ruled_out_cannot_end_a_clock(found: Found) -> None:
    mistakes = errors_of(
        found(("method: callback", "method: none"), ("end: [verified, returned, closed]", "end: [verified]"))
    )
    assert any("cannot happen under this capability" in one.message.en for one in mistakes)


def test_a_capability_that_can_refuse_nothing_is_a_mistake(found: Found) -> None:
    changes = [("kind: not_accepted}", "kind: explained}")] * 2
    assert any("not_accepted" in one.message.en for one in errors_of(found(*changes)))


def test_a_last_clause_with_a_condition_is_a_warning_only(found: Found) -> None:
    findings = found(("    - to: street_office", "    - {when: {categories: [other]}, to: street_office}"))
    assert errors_of(findings) == []
    assert any("may have no owner" in one.message.en for one in findings)
