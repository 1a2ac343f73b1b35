from datetime import timedelta

from anlan.interop.public import MAPPINGS, Done, load_mapping, notes, read_rows
from anlan.interop.replay.desks import Counts
from anlan.interop.replay.figures import compared, hours, of_file, sample
from anlan.interop.tests.sample import cells, write_sample

MAPPING = load_mapping(MAPPINGS / "baltimore_311.yaml")


def test_the_files_own_counts_are_what_is_in_it(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv", 40), MAPPING)
    counts = of_file(read, MAPPING, sent_again=40)
    wanted = {
        "reported": 40, "closed": 32, "open": 8, "late": 8, "in_time": 20, "no_due": 4, "by_hand": 8, "unlocated": 8,
        "outcome.duplicate": 4, "outcome.transferred": 4, "unit.solid_waste": 16, "unit.call_center": 0,
    }  # fmt: skip
    assert {name: counts[name] for name in wanted} == wanted


def test_a_refused_row_counts_as_a_request_that_was_not_taken(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv", [cells(0), cells(1, SRStatus="Lost")]), MAPPING)
    assert of_file(read, MAPPING, sent_again=0)["reported"] == 2
    assert any("Lost" in note.en for note in notes(read))


def test_the_table_names_every_figure_once_and_tells_what_differs(tmp_path):
    read = read_rows(write_sample(tmp_path / "f.csv", 10), MAPPING)
    theirs = of_file(read, MAPPING, sent_again=10)
    figures = compared(MAPPING, theirs | {"lost": 1}, theirs)
    assert sorted(figure.code for figure in figures) == sorted(theirs)
    assert [figure.code for figure in figures if not figure.same] == ["lost"]
    moment = read.rows[0].created
    assert not Done(figures, Counts(), moment, moment, 1.0).equal
    assert Done(compared(MAPPING, theirs, theirs), Counts(), moment, moment, 1.0).equal


def test_hours_by_nearest_rank():
    lengths = [timedelta(hours=number) for number in (10, 1, 9, 2, 8, 3, 7, 4, 6, 5)]
    assert (hours(lengths, 0.5), hours(lengths, 0.9), hours([], 0.5)) == (5, 9, 0)


def test_a_sample_is_spread_over_the_file(tmp_path):
    rows = read_rows(write_sample(tmp_path / "f.csv", 40), MAPPING).rows
    assert len(sample(rows, 10)) == 10
    assert len(sample(rows, 100)) == 40


def test_what_the_file_lacks_is_said(tmp_path):
    told = " ".join(note.en for note in notes(read_rows(write_sample(tmp_path / "f.csv", 40), MAPPING)))
    assert "10 requests have none, 10 only whole degrees, 20 a full one" in told
    assert "calls 4 duplicates" in told
