"""The example that the documentation shows works as it is."""

from pathlib import Path

from anlan.interop.importing.tests.judged import found
from anlan.interop.public import load_mapping

EXAMPLES = Path(__file__).resolve().parents[5] / "docs" / "examples"


def test_the_example_of_the_documentation_is_good():
    mapping = load_mapping(EXAMPLES / "import_cases.yaml")
    summary, refused = found(EXAMPLES / "import_cases.csv", mapping)
    assert (summary.rows, refused, summary.without_place) == (4, [], 1)
    assert summary.types == ("占道经营", "物业纠纷", "电梯停运")
