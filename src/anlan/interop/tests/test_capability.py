import pytest

from anlan.interop.errors import CapabilityUnsound, TooManyPlaces
from anlan.interop.public import MAPPINGS, load_mapping, read_rows
from anlan.interop.replay.capability import categories, write_capability
from anlan.interop.replay.places import Codes
from anlan.interop.tests.sample import write_sample
from anlan.kit.codes import holds, level_of
from anlan.schemes.public import errors_of, examine

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")


def test_every_type_has_a_code_of_its_own_that_fits():
    types = ["SW-A", "SW A", "sw/a", "48 Hours", "x" * 90, "x" * 80, "---"]
    codes = categories(types)
    assert len(set(codes.values())) == len(types)
    assert all(len(code) <= 40 for code in codes.values())


def test_the_capability_made_from_the_mapping_passes_its_check(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv"), MAPPING)
    scheme = write_capability(tmp_path, MAPPING, read.types)
    _, findings = examine(tmp_path / MAPPING.name)
    assert errors_of(findings) == []
    section = scheme.section("cases")
    assert {category.title.en for category in section.categories} == set(read.types)
    assert section.dispatch == "by_operator"
    assert section.clock("due").due_field == "due_at"


def test_a_mapping_whose_capability_would_be_unsound_is_refused(tmp_path):
    only_solved = MAPPING.model_copy(update={"outcomes": MAPPING.outcomes[:1]})
    with pytest.raises(CapabilityUnsound, match="not_accepted"):
        write_capability(tmp_path, only_solved, ["SW-A"])


def test_places_get_codes_of_the_national_shape_and_the_rest_is_held_as_not_located(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv"), MAPPING)
    codes = Codes(990101, read.places)
    assert sorted(codes.streets.values()) == [990101001000000, 990101002000000]
    for (street, _), code in codes.communities.items():
        assert level_of(code) == "community"
        assert holds(codes.streets[street], code)
    nowhere = {codes.of(row) for row in read.rows if not row.street}
    assert nowhere == {990101999999002}


def test_more_streets_than_a_code_can_name_are_refused():
    with pytest.raises(TooManyPlaces):
        Codes(990101, [(f"s{number}", "c") for number in range(999)])
