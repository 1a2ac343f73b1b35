"""What people send: each mistake is named with column, row and remedy, in both languages, and nothing is changed."""

import gzip

import pytest
from django.utils.translation import override

from anlan.interop.errors import ColumnsNotFound, ColumnTwice, FileUnreadable, NothingToReplay
from anlan.interop.importing import survey
from anlan.interop.importing.errors import (
    EncodingOld,
    EncodingUnknown,
    EncodingWide,
    QuoteNeverClosed,
    TooManyKinds,
)
from anlan.interop.importing.tests.judged import MAPPING, found, reasons, told
from anlan.interop.tests.sample import cells, write_sample

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
