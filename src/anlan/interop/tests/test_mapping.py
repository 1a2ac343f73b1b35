import pytest
import yaml

from anlan.interop.errors import MappingUnreadable
from anlan.interop.public import MAPPINGS, load_mapping

BALTIMORE = MAPPINGS / "baltimore_311.yaml"


def changed(tmp_path, **parts):
    data = yaml.safe_load(BALTIMORE.read_text()) | parts
    path = tmp_path / "m.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    return path


def test_the_mapping_we_ship_is_sound():
    mapping = load_mapping(BALTIMORE)
    assert len(mapping.units) == 16
    assert mapping.dates.pattern == "%m/%d/%Y %I:%M:%S %p"


@pytest.mark.parametrize(
    ("type", "unit"),
    [
        ("SW-Anything", "solid_waste"),
        ("TRM-Anything", "transportation"),
        ("DPW-Anything", "public_works"),
        ("DPW - Calendar  or  Water Quality Report Request", "solid_waste"),
        ("Nobody has this prefix", "call_center"),
    ],
)
def test_an_exception_goes_before_the_longest_prefix_and_the_rest_before_nothing(type, unit):
    assert load_mapping(BALTIMORE).routing.unit_of(type) == unit


def test_the_longest_prefix_decides(tmp_path):
    routing = {"prefixes": {"A": "finance", "AB": "health"}, "otherwise": "fire"}
    mapping = load_mapping(changed(tmp_path, routing=routing))
    assert [mapping.routing.unit_of(type) for type in ("ABC", "AC", "B")] == ["health", "finance", "fire"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"colums": {}}, "colums"),
        ({"mapping": 2}, "mapping"),
        ({"routing": {"prefixes": {"A": "nobody"}, "otherwise": "fire"}}, "nobody"),
        ({"statuses": {"Closed": "vanished"}}, "vanished"),
        ({"dates": {"format": "YYYY-MM-DD", "zone": "Mars/Olympus"}}, "Mars/Olympus"),
        ({"district": {"code": 12, "title": {"zh": "区", "en": "d"}}}, "district.code"),
        ({"title": {"en": "only English"}}, "title.zh"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_and_says_where(tmp_path, parts, said):
    with pytest.raises(MappingUnreadable, match=said):
        load_mapping(changed(tmp_path, **parts))


def test_a_unit_twice_is_refused(tmp_path):
    data = yaml.safe_load(BALTIMORE.read_text())
    with pytest.raises(MappingUnreadable, match="stands twice"):
        load_mapping(changed(tmp_path, units=[*data["units"], data["units"][0]]))


@pytest.mark.parametrize("text", ["units: [", "\x00", "just words"])
def test_what_is_not_yaml_is_refused(tmp_path, text):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(MappingUnreadable):
        load_mapping(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(MappingUnreadable):
        load_mapping(tmp_path / "none.yaml")
