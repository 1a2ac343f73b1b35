"""Ten thousand faults, memory, and what comes back."""

import csv
import time
import tracemalloc

import pytest

from anlan.interop.importing import handback, survey
from anlan.interop.importing.opening import opened
from anlan.interop.importing.survey import Seen
from anlan.interop.importing.table import Mark
from anlan.interop.importing.tests.judged import MAPPING, found
from anlan.interop.replay.mending import REASON, as_it_was, harmless
from anlan.interop.replay.row import KINDS, Row
from anlan.interop.tests.sample import COLUMNS, cells, write_sample

# --- ten thousand faults, memory, and what comes back

SPOILT = (
    {"CreatedDate": "soon"}, {"DueDate": "46086"}, {"SRStatus": "Lost"}, {"Agency": "=cmd|' /C calc'!A0"},
    {"MethodReceived": ""}, {"ServiceRequestNum": ""}, {"SRType": ""}, {"CloseDate": "01/01/2010 08:00:00 AM"},
    {"Address": "锟斤拷"}, {"SRStatus": "Open", "CloseDate": "01/01/2030 08:00:00 AM"}, {"ServiceRequestNum": "1" * 90},
)  # fmt: skip


@pytest.mark.slow
def test_ten_thousand_rows_with_every_kind_of_error_come_back_quickly_and_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(handback, "MOST", 2000)
    rows = [
        cells(number % 300, **{"ServiceRequestNum": f"n{number}", **SPOILT[number % len(SPOILT)]})
        for number in range(10_000)
    ]
    file = write_sample(tmp_path / "f.csv", [*rows, cells(1)])
    out, began = tmp_path / "errors.csv", time.monotonic()
    summary, refused = found(file, out=out)
    assert time.monotonic() - began < 10
    assert (summary.rows, summary.refused, len(refused)) == (1, 10_000, 10_000)
    assert set(summary.kinds) >= {"date", "unknown", "missing", "contradiction", "letters", "long"}
    assert set(summary.kinds) <= set(KINDS)
    assert len(summary.examples) <= 20
    with out.open(encoding="utf-8-sig", newline="") as opened_file:
        back = list(csv.DictReader(opened_file))
    assert len(back) == 2000
    assert all(row[REASON] for row in back)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in back for value in row.values())


def test_refused_rows_come_back_harmless_and_mended_they_are_taken_as_they_were(tmp_path):
    bad = cells(2, CreatedDate="2015-03-01 08:00", Address='=HYPERLINK("x")', ServiceRequestNum="-7")
    file, out = write_sample(tmp_path / "file.csv", [cells(1), bad]), tmp_path / "errors.csv"
    assert found(file, out=out)[0].refused == 1
    with out.open(encoding="utf-8-sig", newline="") as opened_file:
        (row,) = csv.DictReader(opened_file)
    assert row["Address"] == '\'=HYPERLINK("x")'
    assert "CreatedDate" in row[REASON]
    mended = tmp_path / "mended.csv"
    mended.write_text(out.read_text("utf-8-sig").replace("2015-03-01 08:00", bad_time()), "utf-8")
    with opened(mended, MAPPING) as table:
        (block,) = table.blocks()
        read = survey.RowReader(MAPPING, table.head, name="x").read(2, block.rows[0].cells)
    assert isinstance(read, Row)
    assert (read.request, read.address) == ("-7", '=HYPERLINK("x")')


def bad_time() -> str:
    return cells(2)["CreatedDate"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_it_was(harmless(cell)) == cell
    assert as_it_was("'s-Gravenhage") == "'s-Gravenhage"


@pytest.mark.slow
def test_looking_at_a_long_file_takes_no_more_memory_than_at_a_short_one(tmp_path):
    peaks = []
    for rows in (4_000, 40_000):
        file = tmp_path / f"{rows}.csv"
        with file.open("w", newline="", encoding="utf-8") as opened_file:
            writer = csv.DictWriter(opened_file, COLUMNS)
            writer.writeheader()
            for number in range(rows):
                writer.writerow(cells(number % 400, ServiceRequestNum=str(number)))
        tracemalloc.start()
        assert found(file)[0].rows == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (2 << 20)


def test_any_block_can_be_read_by_itself(tmp_path):
    plain = write_sample(tmp_path / "f.csv", 25).read_text("utf-8")
    file = tmp_path / "g.csv"
    file.write_text(plain.replace("1 Sample Street", '"1 Sample\nStreet, 长宁"'), "gb18030")
    with opened(file, MAPPING) as table:
        whole = [raw for block in table.blocks() for raw in block.rows]
        marks = [(block.begin, block.end) for block in table.blocks(rows=4)]
        assert [raw for begin, end in marks for raw in table.between(begin, end)] == whole
        assert [raw for block in table.blocks(marks[3][0]) for raw in block.rows] == whole[12:]
        assert marks[0][0] == table.body != Mark()


def test_numbers_seen_before_are_known_in_any_block():
    seen = Seen()
    assert seen.again(["a", "b", "a"]) == [False, False, True]
    assert seen.again(["c", "b"]) == [False, True]
    assert seen.again([]) == []
    assert seen.again([str(number) for number in range(5000)]).count(True) == 0
    assert all(seen.again([str(number) for number in range(5000)]))
