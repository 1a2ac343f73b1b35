"""Whatever is written in a capability file, the author gets findings, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.schemes.examine import examine
from anlan.schemes.folders import BUILTIN
from anlan.schemes.load import FILE

_LINES = (BUILTIN / "hotline" / FILE).read_text(encoding="utf-8").split("\n")
_VALUES = st.sampled_from(
    [
        "",
        "~",
        "12",
        "true",
        "[]",
        "{}",
        "[1, a]",
        "{a: 1}",
        "x",
        "9" * 30,
        "-1",
        "'",
        "{zh: a}",
        "&x",
        "*x",
        "!!int x",
        "\t",
    ]
)
_CHANGE = st.tuples(st.integers(0, len(_LINES) - 1), st.integers(0, 4), _VALUES)


def _changed(changes: list[tuple[int, int, str]]) -> str:
    lines = list(_LINES)
    for number, kind, value in changes:
        line = lines[number]
        lines[number] = (
            "",
            f"  {line}",
            line.lstrip(),
            f"{line.partition(':')[0]}: {value}",
            f"{line}{value}",
        )[kind]
    return "\n".join(lines)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CHANGE, min_size=1, max_size=4))
def test_a_damaged_file_is_explained(tmp_path: Path, changes: list[tuple[int, int, str]]) -> None:
    folder = tmp_path / "hotline"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(_changed(changes), encoding="utf-8")
    scheme, findings = examine(folder)
    assert scheme or findings
    assert all(finding.line and finding.message.zh and finding.remedy.en for finding in findings)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_is_explained(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "toy"
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert examine(folder)[1]
