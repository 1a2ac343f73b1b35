"""Every scenario of every capability we ship, on the test database: `anlan capability test` as a test."""

from pathlib import Path

import pytest

from anlan.schemes.public import (
    BUILTIN,
    Story,
    errors_of,
    examine,
    load,
    outcome_lines,
    read_flows,
    run_story,
)

FOLDERS = sorted(file.parent for file in BUILTIN.glob("*/capability.yaml"))
STORIES = [
    pytest.param(folder, story, id=f"{folder.name}-{story.source.label.rpartition('/')[2]}-{story.line()}")
    for folder in FOLDERS
    for story in read_flows(folder)[0]
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_capability_we_ship_is_sound(folder: Path) -> None:
    assert not [str(finding) for finding in errors_of(examine(folder)[1])]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_capability_we_ship_has_flow_tests(folder: Path) -> None:
    assert read_flows(folder)[0]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("folder", "story"), STORIES)
def test_the_story_comes_true(folder: Path, story: Story) -> None:
    outcome = run_story(story, load(folder))
    assert outcome.passed, "\n".join(outcome_lines(outcome))
