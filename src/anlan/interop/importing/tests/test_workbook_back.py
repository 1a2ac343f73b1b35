"""The same workbook back, red where it is wrong."""

from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override

from anlan.interop.importing import redden
from anlan.interop.importing.tests.books import book_of, saved
from anlan.interop.importing.tests.judged import found
from anlan.interop.replay.mending import REASON
from anlan.interop.tests.sample import COLUMNS, cells

pytestmark = pytest.mark.slow


# --- the same file back


def spoilt(file: Path) -> Path:
    book = book_of([cells(1), cells(2), cells(3)])
    sheet = book.active
    sheet.cell(3, COLUMNS.index("Agency") + 1, "Nobody")
    sheet.cell(4, COLUMNS.index("SRStatus") + 1, "=Lost")
    sheet.cell(4, COLUMNS.index("SRStatus") + 1).data_type = "s"
    sheet.cell(2, 20, '=HYPERLINK("http://x")')
    sheet.cell(2, 21, "=1+1")
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("别的").append(["stays"])
    return saved(book, file)


def test_the_same_workbook_comes_back_with_red_cells_comments_and_reasons(tmp_path):
    file, out = spoilt(tmp_path / "f.xlsx"), tmp_path / "errors.xlsx"
    with override("en"):
        assert found(file, out=out)[0].refused == 2
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["台账", "别的"]
    sheet = book["台账"]
    assert sheet.column_dimensions["A"].width == 33
    wrong = sheet.cell(3, COLUMNS.index("Agency") + 1)
    assert (wrong.value, wrong.fill.start_color.rgb) == ("Nobody", "FFFFC7CE")
    assert "does not name “Nobody”" in wrong.comment.text
    assert sheet.cell(2, 1).fill.start_color.rgb != "FFFFC7CE"
    reason = next(cell.column for cell in sheet[1] if cell.value == REASON)
    assert "Nobody" in sheet.cell(3, reason).value
    assert sheet.cell(2, reason).value is None
    text = sheet.cell(4, COLUMNS.index("SRStatus") + 1)
    assert (text.value, text.data_type, text.quotePrefix) == ("=Lost", "s", True)
    assert sheet.cell(2, 20).data_type == "s"  # it would have called out
    assert sheet.cell(2, 21).data_type == "f"  # the person's own sum stays


def test_mended_and_sent_again_only_what_is_left_is_red(tmp_path):
    file, out, again = spoilt(tmp_path / "f.xlsx"), tmp_path / "errors.xlsx", tmp_path / "again.xlsx"
    found(file, out=out)
    book = openpyxl.load_workbook(out)
    book["台账"].cell(3, COLUMNS.index("Agency") + 1).value = "Health"
    mended = saved(book, tmp_path / "mended.xlsx")
    summary, (left,) = found(mended, out=again)
    assert (summary.rows, left.line) == (2, 4)
    sheet = openpyxl.load_workbook(again)["台账"]
    healed = sheet.cell(3, COLUMNS.index("Agency") + 1)
    assert healed.comment is None
    assert healed.fill.start_color.rgb != "FFFFC7CE"
    assert [cell.value for cell in sheet[1]].count(REASON) == 1


def test_a_workbook_too_large_to_be_kept_gives_a_new_one_of_the_refused_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(redden, "_LARGEST", 0)
    file, out = spoilt(tmp_path / "f.xlsx"), tmp_path / "errors.xlsx"
    found(file, out=out)
    sheet = openpyxl.load_workbook(out)["台账"]
    assert sheet.max_row == 3
    assert sheet.cell(3, COLUMNS.index("SRStatus") + 1).data_type == "s"
    mended = openpyxl.load_workbook(out)
    mended["台账"].cell(2, COLUMNS.index("Agency") + 1).value = "Health"
    assert found(saved(mended, tmp_path / "mended.xlsx"))[0].rows == 1


def test_a_workbook_comes_back_as_csv_when_that_is_asked_for(tmp_path):
    file, out = spoilt(tmp_path / "f.xlsx"), tmp_path / "errors.csv"
    found(file, out=out)
    text = out.read_text("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "'=Lost" in text
    assert "\ue000" not in text
