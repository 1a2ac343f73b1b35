"""`anlan capability new`: what a beginner gets works before they change anything."""

from pathlib import Path

import pytest

from anlan.schemes.examine import examine
from anlan.schemes.flows.read import read_flows
from anlan.schemes.flows.report import lines_of
from anlan.schemes.flows.run import run_story
from anlan.schemes.load import load
from anlan.schemes.section import sections
from anlan.schemes.starting import start


def test_a_new_capability_passes_its_checks_in_every_section_we_have(tmp_path: Path) -> None:
    folder = start("night_market", tmp_path)
    scheme, findings = examine(folder)
    assert not [str(finding) for finding in findings]
    assert scheme is not None
    assert scheme.has("cases")
    assert scheme.has("measures")
    assert set(sections.names()) >= {"cases", "documents", "measures", "notices"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_new_capability_passes_its_own_flow_test(tmp_path: Path) -> None:
    folder = start("night_market", tmp_path)
    stories, _ = read_flows(folder)
    assert stories
    for story in stories:
        outcome = run_story(story, load(folder))
        assert outcome.passed, "\n".join(lines_of(outcome))
