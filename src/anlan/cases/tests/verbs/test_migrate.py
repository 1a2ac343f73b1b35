import pytest

from anlan.access.public import service
from anlan.cases.errors import MigrationImpossible
from anlan.cases.hold import section_of
from anlan.cases.scheme.section import CASES
from anlan.cases.tests.verbs.moves import do, everything, last
from anlan.schemes.public import BUILTIN, load, publish
from anlan.schemes.queries import SchemeUnknown


@pytest.fixture
def newer(gallery, tmp_path):
    """`newer(("value: 5", "value: 3"))`: publish hotline version 2 with these changes; returns its hash."""

    def write(*changes, name="hotline"):
        text = (BUILTIN / "hotline" / "capability.yaml").read_text().replace("version: 1", "version: 2", 1)
        for old, new in [*changes, ("name: hotline", f"name: {name}")]:
            assert old in text
            text = text.replace(old, new)
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "capability.yaml").write_text(text)
        scheme = load(folder)
        publish(scheme, by=service("setup"), at=gallery.town.at)
        return scheme.hash

    return write


def test_a_case_goes_over_to_the_current_version_and_its_clocks_follow(gallery, newer):
    before, due = gallery.case("handling").scheme, gallery.case("handling").next_due
    after = newer(("value: 5\n      unit: working_day", "value: 3\n      unit: working_day"))
    case = do(gallery, "migrate")
    assert (case.scheme, case.state) == (after, "handling")
    assert case.next_due < due
    assert last(case.id).payload == {"before": before, "after": after, "clocks": 1}


def test_other_open_cases_stay_with_the_version_they_began_with(gallery, newer):
    newer()
    before = gallery.case("dispatched").scheme
    do(gallery, "migrate")
    assert gallery.case("dispatched").scheme == before
    assert do(gallery, "accept").scheme == before


def test_a_case_that_stands_on_what_is_gone_is_refused_with_its_name(gallery, newer):
    newer(("- code: handle\n", "- code: work\n"))
    before = everything()
    with pytest.raises(MigrationImpossible) as refusal:
        do(gallery, "migrate")
    assert "clock handle" in refusal.value.params["problems"]
    assert everything() == before


def test_to_a_version_of_another_capability_is_refused(gallery, newer):
    other = newer(name="otherline")
    with pytest.raises(MigrationImpossible):
        do(gallery, "migrate", to=other)


def test_to_a_version_that_does_not_exist_is_refused(gallery):
    with pytest.raises(SchemeUnknown):
        do(gallery, "migrate", to="0" * 64)


def test_the_section_of_a_migrated_case_is_the_new_one(gallery, newer):
    newer(("reopen_days: 10", "reopen_days: 30"))
    assert section_of(gallery.case("handling")).rating.reopen_days == 10
    assert section_of(do(gallery, "migrate")).rating.reopen_days == 30
    assert CASES.name == "cases"
