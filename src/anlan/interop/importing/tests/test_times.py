"""Times in every way people write them; what can be two days is neither."""

from datetime import UTC, datetime

import pytest

from anlan.interop.importing.tests.judged import found, no_times, reasons, with_dates
from anlan.interop.tests.sample import cells, write_sample

# --- times

WAYS = (
    "YYYY-MM-DD",
    "YYYY-MM-DD HH:mm:ss",
    "YYYY/M/D",
    "DD.MM.YYYY",
    "YYYY年M月D日",
    "YYYY-MM-DDTHH:mm:ssZZ",
    "serial",
)
SAID = ("2026-03-05", "2026/3/5", "05.03.2026", "2026年3月5日", "46086", "2026-03-05T08:00:00+08:00")


@pytest.mark.parametrize("text", SAID)
def test_every_way_of_writing_a_date_that_the_mapping_lists_is_read(tmp_path, text):
    row = cells(1, CreatedDate=text, DueDate="", CloseDate="", SRStatus="Open")
    summary, refused = found(write_sample(tmp_path / "f.csv", [row]), with_dates(*WAYS))
    assert (summary.first, refused) == (datetime(2026, 3, 5, tzinfo=UTC), [])


def test_mixed_ways_in_one_column_are_read_side_by_side(tmp_path):
    rows = [
        cells(number, CreatedDate=text, DueDate="", CloseDate="", SRStatus="Open")
        for number, text in enumerate(SAID)
    ]
    assert found(write_sample(tmp_path / "f.csv", rows), with_dates(*WAYS))[0].rows == len(SAID)


def test_a_date_that_can_be_two_days_is_refused_and_one_that_cannot_is_taken(tmp_path):
    rows = [
        cells(number, CreatedDate=text, DueDate="", CloseDate="", SRStatus="Open")
        for number, text in enumerate(("03/05/2026", "25/12/2026", "05/05/2026"))
    ]
    file, mapping = write_sample(tmp_path / "f.csv", rows), with_dates("MM/DD/YYYY", "DD/MM/YYYY")
    (reason,) = reasons(file, mapping)
    assert reason.startswith("CreatedDate: “03/05/2026” can be 2026-03-05 or 2026-05-03")
    assert "year first" in reason


def test_a_bare_number_is_no_date_unless_the_mapping_says_so(tmp_path):
    file = write_sample(tmp_path / "f.csv", [cells(1), cells(2, DueDate="46086.5")])
    (reason,) = reasons(file)
    assert "46086.5" in reason
    assert "serial" in reason


@pytest.mark.parametrize("text", ["2026-02-30", "0001-01-01", "9999-12-31", "46086", "2026-3", "soon"])
def test_what_is_no_date_is_refused_with_its_column(tmp_path, text):
    file = write_sample(tmp_path / "f.csv", [cells(1, **no_times()), cells(2, **no_times(text))])
    (reason,) = reasons(file, with_dates("YYYY-MM-DD"))
    assert reason.startswith(f"CreatedDate: “{text}”")


def test_a_zone_moves_the_time(tmp_path):
    mapping = with_dates("YYYY-MM-DD", zone="Asia/Shanghai")
    summary, _ = found(write_sample(tmp_path / "f.csv", [cells(1, **no_times())]), mapping)
    assert summary.first == datetime(2026, 3, 4, 16, tzinfo=UTC)
