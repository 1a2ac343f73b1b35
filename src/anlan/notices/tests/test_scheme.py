"""A notices section that names what does not exist is refused before anybody is told nonsense."""

import shutil
from pathlib import Path

import pytest

from anlan.schemes.public import errors_of, examine

HOTLINE = Path(__file__).parents[2] / "capabilities" / "hotline"


def findings(tmp_path, old, new):
    folder = tmp_path / "hotline"
    shutil.copytree(HOTLINE, folder)
    file = folder / "capability.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return errors_of(examine(folder)[1])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("on: cases.accept", "on: cases.acept", "cases.accept"),
        ("to: [reporter]", "to: [repoter]", "reporter"),
        ("matter {number} was accepted", "matter {name} was accepted", "{number}"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path, old, new, said):
    (finding,) = findings(tmp_path, old, new)
    assert finding.line > 1
    assert finding.path.startswith("notices.messages")
    assert said in finding.remedy.en
