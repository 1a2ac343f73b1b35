import gzip
from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from anlan.interop.errors import ColumnsMissing, FileUnreadable, NothingToReplay
from anlan.interop.public import MAPPINGS, load_mapping, read_rows
from anlan.interop.tests.sample import cells, write_sample

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")


def test_a_row_becomes_a_request_with_aware_times(tmp_path):
    (row,) = read_rows(write_sample(tmp_path / "f.csv", [cells(2)]), MAPPING).rows
    assert row.created == datetime(2015, 3, 22, 6, 0, 2, tzinfo=UTC)
    assert (row.routed, row.unit, row.outcome, row.channel) == (
        "call_center",
        "solid_waste",
        "closed",
        "internal",
    )
    assert row.late
    assert row.point == "coarse"


def test_closed_at_its_very_due_time_is_not_late(tmp_path):
    (row,) = read_rows(write_sample(tmp_path / "f.csv", [cells(1)]), MAPPING).rows
    assert row.closed == row.due
    assert not row.late


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"CreatedDate": "2015-03-01"}, "CreatedDate"),
        ({"CreatedDate": ""}, "missing"),
        ({"ServiceRequestNum": " "}, "missing"),
        ({"DueDate": "13/40/2015 08:00:00 AM"}, "DueDate"),
        ({"SRStatus": "Lost"}, "Lost"),
        ({"Agency": "Nobody"}, "Nobody"),
        ({"MethodReceived": "Pigeon"}, "Pigeon"),
        ({"SRStatus": "Open"}, "contradict"),
        ({"CloseDate": ""}, "contradict"),
        ({"CloseDate": "01/01/2015 08:00:00 AM"}, "before it was made"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_line_and_reason(tmp_path, wrong, said):
    with override("en"):
        read = read_rows(write_sample(tmp_path / "f.csv", [cells(0), cells(10, **wrong)]), MAPPING)
    assert len(read.rows) == 1
    assert [refused.line for refused in read.refused] == [3]
    assert said in read.refused[0].reason


def test_the_second_row_with_one_number_is_refused(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv", [cells(0), cells(0)]), MAPPING)
    assert len(read.rows) == len(read.refused) == 1


def test_a_limit_takes_the_first_rows_and_still_knows_every_type_and_place(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv", 40), MAPPING, limit=3)
    assert len(read.rows) == 3
    assert len(read.types) == 5
    assert len(read.places) == 4


def test_a_compressed_file_reads_the_same(tmp_path):
    plain = write_sample(tmp_path / "f.csv")
    packed = tmp_path / "f.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_rows(packed, MAPPING).rows == read_rows(plain, MAPPING).rows


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("ServiceRequestNum,SRType\n1,2\n")
    with pytest.raises(ColumnsMissing, match="Agency"):
        read_rows(path, MAPPING)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_what_is_no_such_file_is_refused(tmp_path, content):
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises((FileUnreadable, ColumnsMissing)):
        read_rows(path, MAPPING)
    with pytest.raises(FileUnreadable):
        read_rows(tmp_path / "none.csv", MAPPING)


def test_a_file_without_a_usable_row_is_refused_with_the_first_reason(tmp_path):
    with pytest.raises(NothingToReplay, match="Lost"):
        read_rows(write_sample(tmp_path / "f.csv", [cells(0, SRStatus="Lost")]), MAPPING)
