"""What a new version means for what was pinned to the old one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.schemes.compiled import Scheme
from anlan.schemes.load import load
from anlan.schemes.migration import MigrationPart, plan_migration
from anlan.schemes.section import migration_parts
from anlan.schemes.tests.toys import SHELVES, toy_language, write


@pytest.fixture(autouse=True)
def toys() -> Iterator[None]:
    with toy_language(), migration_parts.fresh():
        migration_parts.add("shelves", _boxes)
        yield


def _boxes(old: Scheme, new: Scheme) -> MigrationPart:
    kept = {box.code for box in new.section(SHELVES).boxes}
    gone = [box.code for box in old.section(SHELVES).boxes if box.code not in kept]
    return MigrationPart(
        mapping={code: code for code in kept},
        problems=tuple(
            new.finding(
                ("shelves", "boxes"),
                zh=f"新版没有 {code}",
                en=f"the new version has no {code}",
                fix_zh="保留",
                fix_en="keep it",
            )
            for code in gone
        ),
    )


def _scheme(folder: Path, *codes: str) -> Scheme:
    boxes = "".join(f"    - {{code: {code}, title: {{zh: 甲, en: A}}}}\n" for code in codes)
    return load(write(folder / "-".join(codes) / "toy", f"shelves:\n  boxes:\n{boxes}"))


def test_a_plan_that_keeps_every_name_can_be_carried_out(tmp_path: Path) -> None:
    old, new = _scheme(tmp_path, "a"), _scheme(tmp_path, "a", "b")
    plan = plan_migration(old, new)
    assert plan.possible
    assert (plan.old, plan.new) == (old.hash, new.hash)
    assert plan.parts["shelves"].mapping == {"a": "a", "b": "b"}


def test_a_name_that_leads_nowhere_stops_it_and_says_which(tmp_path: Path) -> None:
    plan = plan_migration(_scheme(tmp_path, "a", "b"), _scheme(tmp_path, "a"))
    assert not plan.possible
    assert [problem.message.en for problem in plan.problems] == ["the new version has no b"]
