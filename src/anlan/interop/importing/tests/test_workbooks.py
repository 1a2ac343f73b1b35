"""Excel as people send it: titles above the head, formulas, codes with zeros; and what is no Excel."""

import json
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from anlan.interop.errors import ColumnsNotFound, ColumnTwice
from anlan.interop.importing import workbook
from anlan.interop.importing.errors import (
    ExcelLocked,
    ExcelTooLarge,
    ExcelUnreadable,
    SheetUnknown,
)
from anlan.interop.importing.opening import opened
from anlan.interop.importing.tests.books import book_of, rows_of, saved, typed
from anlan.interop.importing.tests.judged import MAPPING, found, reasons, told
from anlan.interop.importing.unpacking import find_head
from anlan.interop.tests.sample import COLUMNS, cells

pytestmark = pytest.mark.slow


def test_a_workbook_gives_the_rows_of_its_csv(tmp_path):
    rows = rows_of(saved(book_of([cells(number) for number in range(12)]), tmp_path / "f.xlsx"))
    assert [row.request for row in rows] == [f"99-{number:08d}" for number in range(12)]
    assert rows[2].created == datetime(2015, 3, 22, 6, 0, 2, tzinfo=UTC)
    assert [row.line for row in rows] == list(range(2, 14))


def test_numbers_stay_what_was_typed(tmp_path):
    book = book_of([cells(1), cells(2), cells(3)])
    sheet = book.active
    address, number = COLUMNS.index("Address") + 1, COLUMNS.index("ServiceRequestNum") + 1
    sheet.cell(2, address, 13812345678)
    sheet.cell(3, address, "00731")
    sheet.cell(4, address, 731).number_format = "00000"
    sheet.cell(4, number, 20260001)
    rows = rows_of(saved(book, tmp_path / "f.xlsx"))
    assert [row.address for row in rows] == ["13812345678", "00731", "00731"]
    assert rows[2].request == "20260001"


def test_a_number_that_lost_its_digits_is_refused(tmp_path):
    book = book_of([cells(1), cells(2)])
    book.active.cell(3, COLUMNS.index("ServiceRequestNum") + 1, 310105199001010012)
    (reason,) = reasons(saved(book, tmp_path / "f.xlsx"))
    assert "more than 15 digits" in reason


def with_formulas(file: Path) -> Path:
    """Rows 2 and 3 hold formulas: one with a value that Excel computed, one that nobody computed, and an error."""
    book = book_of([cells(1), cells(2), cells(3)])
    sheet, address = book.active, COLUMNS.index("Address") + 1
    sheet.cell(2, address, "=1+1")
    sheet.cell(3, address, '="a"&1')
    sheet.cell(4, address, "#N/A")
    book.save(file)
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert b"<v>2</v>" in parts[part]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


def test_a_formula_gives_its_value_and_one_without_is_refused_by_its_cell(tmp_path):
    file = with_formulas(tmp_path / "f.xlsx")
    empty, wrong = reasons(file)
    assert "the cell J3 holds a formula without a value" in empty
    assert "J4" in wrong
    assert found(file)[0].rows == 1
    with opened(file, MAPPING) as table:
        first = next(table.blocks()).rows[0]
    assert first.cells[COLUMNS.index("Address")] == "2"


def test_titles_and_a_head_of_merged_rows_are_understood(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026 年 3 月台账"])
    sheet.merge_cells("A1:N1")
    sheet.append(["诉求", *[""] * 8, "位置", *[""] * 4])
    sheet.merge_cells("A2:I2")
    sheet.merge_cells("J2:N2")
    sheet.append(list(COLUMNS))
    sheet.append(typed(cells(1)))
    assert [row.line for row in rows_of(saved(book, tmp_path / "f.xlsx"))] == [4]


def test_names_that_need_their_group_are_found_with_it():
    rows = [["受理", "受理", "办结", "x"], ["日期", "人", "日期", "x"]]
    assert find_head(rows, {"受理/日期", "办结/日期"}) == (0, 2, ["受理/日期", "人", "办结/日期", "x"])
    assert find_head([["a"]], {"b"}) is None


def test_a_column_twice_in_a_workbook_is_refused(tmp_path):
    book = book_of([cells(1)])
    book.active.cell(1, 20, "Agency")
    assert "“Agency” more than once" in told(ColumnTwice, saved(book, tmp_path / "f.xlsx"))


def test_the_first_sheet_with_the_columns_is_taken_or_the_one_that_is_asked_for(tmp_path):
    book = book_of([cells(1)], "三月")
    book.create_sheet("说明", 0).append(["本表由街道填写"])
    other = book.create_sheet("四月")
    other.append(list(COLUMNS))
    for number in (2, 3):
        other.append(typed(cells(number)))
    file = saved(book, tmp_path / "f.xlsx")
    with opened(file, MAPPING) as table:
        assert table.sheet == "三月"
    asked = MAPPING.model_copy(update={"sheet": "四月"})
    assert len(rows_of(file, asked)) == 2
    assert "说明, 三月, 四月" in told(SheetUnknown, file, MAPPING.model_copy(update={"sheet": "五月"}))


def test_a_sheet_that_begins_further_in_keeps_its_places(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for column, name in enumerate(COLUMNS, start=3):
        sheet.cell(5, column, name)
        sheet.cell(6, column, typed(cells(1))[column - 3])
        sheet.cell(8, column, typed(cells(2))[column - 3])
    file = saved(book, tmp_path / "f.xlsx")
    assert [row.line for row in rows_of(file)] == [6, 8]


def test_a_missing_column_of_a_workbook_is_named_with_the_nearest(tmp_path):
    book = book_of([cells(1)])
    book.active.cell(1, COLUMNS.index("SRType") + 1, "SR Type")
    assert "SRType → SR Type" in told(ColumnsNotFound, saved(book, tmp_path / "f.xlsx"))


# --- what is no workbook, or a hostile one


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_is_no_workbook_is_refused_by_name(tmp_path, suffix):
    file = tmp_path / f"f{suffix}"
    for content in (
        b"",
        b"a,b\n1,2\n",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ):
        file.write_bytes(content)
        assert "no Excel workbook" in told(ExcelUnreadable, file)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    file = tmp_path / "f.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    told(ExcelUnreadable, file)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED", 8 << 20)
    file = saved(book_of([cells(1)]), tmp_path / "f.xlsx")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"\0" * (64 << 20))
    assert file.stat().st_size < 1 << 20
    assert "unpacks to more than 8 MB" in told(ExcelTooLarge, file)


def test_a_workbook_that_wants_all_memory_ends_only_the_process_that_reads_it(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "memory", lambda: 300 << 20)
    file = saved(book_of([cells(1)]), tmp_path / "f.xlsx")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cell = '<c r="A9" t="inlineStr"><is><t>' + "x" * (1 << 10) + "</t></is></c>"
    row = f'<row r="9">{cell * 1000}</row>'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            head, tail = sheet.split("</sheetData>")
            part.write(head.encode())
            for number in range(9, 500):
                part.write(row.replace("9", str(number)).encode())
            part.write(f"</sheetData>{tail}".encode())
    told(ExcelTooLarge, file)


def test_entities_are_not_unfolded(tmp_path):
    file = saved(book_of([cells(1)]), tmp_path / "f.xlsx")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    told(ExcelUnreadable, file)


def test_a_protected_workbook_says_so(tmp_path, monkeypatch):
    answer = json.dumps({"error": "ExcelLocked", "params": {"name": "f.xlsx"}})
    done = subprocess.CompletedProcess([], 0, answer, "")
    monkeypatch.setattr(workbook.subprocess, "run", lambda *_a, **_k: done)
    assert "password" in told(ExcelLocked, saved(book_of([cells(1)]), tmp_path / "f.xlsx"))
