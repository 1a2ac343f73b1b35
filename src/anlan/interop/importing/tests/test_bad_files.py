"""What people send: each mistake is named with column, row and remedy, in both languages, and nothing is changed."""

import csv
import gzip
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from anlan.interop.errors import FileUnreadable, NothingToReplay
from anlan.interop.importing import handback, survey
from anlan.interop.importing.errors import (
    ColumnsNotFound,
    ColumnTwice,
    EncodingOld,
    EncodingUnknown,
    EncodingWide,
    QuoteNeverClosed,
    TooManyKinds,
)
from anlan.interop.importing.mending import REASON, as_it_was, harmless
from anlan.interop.importing.opening import opened
from anlan.interop.importing.row import KINDS, Refused, Row
from anlan.interop.importing.survey import Seen, look
from anlan.interop.importing.table import Mark
from anlan.interop.public import MAPPINGS, Mapping, load_mapping
from anlan.interop.replay.mapping import Dates
from anlan.interop.tests.sample import COLUMNS, cells, write_sample
from anlan.kit.errors import AnlanError

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")


def with_dates(*formats: str, **changed) -> Mapping:
    dates = Dates.model_validate({"format": formats[0], "formats": formats[1:], **changed})
    return MAPPING.model_copy(update={"dates": dates})


def found(file: Path, mapping: Mapping = MAPPING, out: Path | None = None):
    """What is said of a file, and the refused rows."""
    refused: list[Refused] = []
    with opened(file, mapping) as table, handback.handback(file, out, table) as sink:

        def both(raw, one):
            refused.append(one)
            sink(raw, one)

        return look(table, mapping, categories=None, sink=both), refused


def told(error: type[AnlanError], file: Path, mapping: Mapping = MAPPING) -> str:
    """The English words of the refusal; the Chinese ones have to be there too, and be others."""
    with pytest.raises(error) as caught:
        found(file, mapping)
    with override("zh-hans"):
        chinese = caught.value.message()
    with override("en"):
        english = caught.value.message()
    assert chinese != english
    assert "{" not in chinese + english
    return english


def reasons(file: Path, mapping: Mapping = MAPPING) -> list[str]:
    """The English reasons of the refused rows; each has Chinese words too."""
    with override("zh-hans"):
        chinese = [one.reason for one in found(file, mapping)[1]]
    with override("en"):
        english = [one.reason for one in found(file, mapping)[1]]
    assert all(one != other for one, other in zip(chinese, english, strict=True))
    return english


def text_of(rows) -> str:
    return "".join(",".join(row) + "\r\n" for row in rows)


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_people_use_are_read(tmp_path, encoding):
    plain = write_sample(tmp_path / "plain.csv", [cells(1, SRType="长宁路８号𠮷")])
    file = tmp_path / "file.csv"
    file.write_text(plain.read_text("utf-8"), encoding=encoding, newline="")
    assert found(file)[0].types == ("长宁路８号𠮷",)


def test_utf_16_is_named_with_its_remedy(tmp_path):
    file = tmp_path / "file.csv"
    for encoding in ("utf-16", "utf-16-le"):
        file.write_bytes(write_sample(tmp_path / "plain.csv", 3).read_text("utf-8").encode(encoding))
        assert "CSV UTF-8" in told(EncodingWide, file)


def test_latin_1_is_not_taken_for_rare_chinese(tmp_path):
    file = write_sample(tmp_path / "plain.csv", [cells(1, Address="Rue de la Liberté, cafés très près")])
    file.write_bytes(file.read_text("utf-8").encode("latin-1"))
    assert "encoding: latin-1" in told(EncodingOld, file)
    said = MAPPING.model_copy(update={"encoding": "latin-1"})
    assert found(file, said)[0].rows == 1


def test_chinese_with_broken_bytes_is_named_with_the_place(tmp_path):
    file = write_sample(tmp_path / "plain.csv", [cells(1, Address="长宁区仙霞路与茅台路交叉口")])
    file.write_bytes(file.read_text("utf-8").encode("gb18030") + b"\x80\xff\xff\n")
    assert "at byte" in told(EncodingUnknown, file)


def test_letters_lost_on_the_way_are_refused_by_column(tmp_path):
    file = write_sample(
        tmp_path / "f.csv", [cells(1), cells(2, Address="锟斤拷路"), cells(3, SRType="a\ufffdb")]
    )
    first, second = reasons(file)
    assert first.startswith("Address: letters were lost")
    assert second.startswith("SRType: letters were lost")


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


def no_times(created: str = "2026-03-05") -> dict[str, str]:
    return {"CreatedDate": created, "DueDate": "", "CloseDate": "", "SRStatus": "Open"}


def test_a_zone_moves_the_time(tmp_path):
    mapping = with_dates("YYYY-MM-DD", zone="Asia/Shanghai")
    summary, _ = found(write_sample(tmp_path / "f.csv", [cells(1, **no_times())]), mapping)
    assert summary.first == datetime(2026, 3, 4, 16, tzinfo=UTC)


# --- columns and rows


def test_a_missing_column_is_named_with_the_nearest_there_is(tmp_path):
    file = write_sample(tmp_path / "f.csv", 3)
    file.write_text(file.read_text("utf-8").replace("MethodReceived", "Method Recieved", 1), "utf-8")
    said = told(ColumnsNotFound, file)
    assert "MethodReceived → Method Recieved" in said


def test_a_column_that_stands_twice_is_refused_only_when_it_is_used(tmp_path):
    file = write_sample(tmp_path / "f.csv", 3)
    lines = file.read_text("utf-8").splitlines()
    for name, error in (("Agency", ColumnTwice), ("Remark", None)):
        file.write_text(
            "\n".join([f"{lines[0]},{name},{name}", *(f"{line},," for line in lines[1:])]), "utf-8"
        )
        if error:
            assert "“Agency” more than once (columns 9, 15, 16)" in told(error, file)
        else:
            assert found(file)[0].rows == 3


def test_rows_with_too_many_or_too_few_cells_are_refused_with_their_counts(tmp_path):
    file = write_sample(tmp_path / "f.csv", 3)
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, f"{lines[1]},one more", "99,only two", "", f"{lines[1]},"]), "utf-8")
    many, few, again = reasons(file)
    assert "15 cells and the head 14" in many
    assert "2 cells and the head 14" in few
    assert "stands in the file before" in again  # an empty cell at the end is no cell


def test_a_quotation_mark_that_is_never_closed_names_its_line(tmp_path):
    file = write_sample(tmp_path / "f.csv", 600)
    lines = file.read_text("utf-8").splitlines()
    for last in (len(lines), 20):  # to the end of the file, and over more lines than a row can have
        broken = [*lines[:10], lines[10].replace("Sample", '"Sample', 1).replace(",1", ',"1', 1), *lines[11:]]
        broken[10] = f'"{lines[10]}'
        file.write_text("\n".join(broken[: last if last < 100 else None]), "utf-8")
        assert "line 11" in told(QuoteNeverClosed, file)


def test_a_quotation_mark_inside_a_value_refuses_that_row_only(tmp_path):
    file = write_sample(tmp_path / "f.csv", 3)
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, f'"99"-x,{lines[1]}', lines[1].replace("99-", "98-")]), "utf-8")
    summary, refused = found(file)
    assert (summary.rows, [one.line for one in refused]) == (4, [5])


def test_a_nul_character_refuses_its_row_and_names_the_column(tmp_path):
    file = write_sample(tmp_path / "f.csv", [cells(1), cells(2, Address="a\x00b")])
    (reason,) = reasons(file)
    assert reason.startswith("Address: there is a NUL")


def test_semicolons_and_tabulators_separate_too(tmp_path):
    plain = write_sample(tmp_path / "f.csv", 5).read_text("utf-8")
    for separator in ";\t":
        file = tmp_path / "g.csv"
        file.write_text(plain.replace(",", separator), "utf-8")
        assert found(file)[0].rows == 5


def test_a_number_longer_than_the_table_is_refused(tmp_path):
    (reason,) = reasons(write_sample(tmp_path / "f.csv", [cells(1), cells(2, ServiceRequestNum="9" * 81)]))
    assert "80" in reason


def test_every_fault_of_a_row_is_told_at_once(tmp_path):
    row = cells(2, CreatedDate="soon", Agency="Nobody", MethodReceived="Pigeon")
    (reason,) = reasons(write_sample(tmp_path / "f.csv", [cells(1), row]))
    assert all(word in reason for word in ("soon", "Nobody", "Pigeon"))


def test_a_column_of_free_words_is_no_column_of_types(tmp_path, monkeypatch):
    monkeypatch.setattr(survey, "_TYPES", 3)
    assert "SRType" in told(TooManyKinds, write_sample(tmp_path / "f.csv", 20))


def test_nothing_good_or_nothing_at_all_is_said(tmp_path):
    assert "Lost" in told(NothingToReplay, write_sample(tmp_path / "f.csv", [cells(0, SRStatus="Lost")]))
    file = write_sample(tmp_path / "g.csv", [])
    with override("en"), pytest.raises(NothingToReplay, match="the file is empty"):
        found(file)
    file.write_bytes(b"")
    told(ColumnsNotFound, file)
    with pytest.raises(FileUnreadable):
        found(tmp_path / "none.csv")
    broken = tmp_path / "f.csv.gz"
    broken.write_bytes(gzip.compress(b"x" * 1000)[:-20])
    with pytest.raises(FileUnreadable):
        found(broken)


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
