"""Whether two reports tell the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.cases.words import likely_duplicate, metres_between, similarity

FIRE = "幸福小区3号楼楼道里有人堆放电动车，堵住了消防通道"


@pytest.mark.parametrize(
    "other",
    [
        "幸福小区3号楼有人在楼道堆放电动车，消防通道被堵住了",
        "3号楼楼道堆放电动车堵住消防通道，请处理",
        "堵住了消防通道",
        "幸福小区３号楼楼道里有人堆放电动车堵住了消防通道！！！",
    ],
)
def test_the_same_matter_told_in_other_words_nearby_is_likely_one(other):
    found = likely_duplicate(FIRE, other, metres=25, minutes=40)
    assert found.likely
    assert {"near", "recent"} <= set(found.reasons)


@pytest.mark.parametrize(
    ("other", "metres", "minutes"),
    [
        ("广场舞音乐太吵，影响休息", 10, 5),  # another matter at the same place
        (FIRE, 2000, 5),  # the same words elsewhere
        (FIRE, 10, 30 * 24 * 60),  # or a month later
        ("", 0, 0),
        ("！！！", 0, 0),
    ],
)
def test_another_matter_place_or_time_is_not(other, metres, minutes):
    assert not likely_duplicate(FIRE, other, metres=metres, minutes=minutes).likely


def test_reasons_name_what_agrees():
    assert likely_duplicate(FIRE, FIRE, metres=5, minutes=1).reasons == ("same_words", "near", "recent")
    assert likely_duplicate(FIRE, FIRE, metres=900, minutes=9999).reasons == ("same_words",)
    assert likely_duplicate(FIRE, "谢谢", metres=5, minutes=1).reasons == ("near", "recent")


def test_identical_words_with_unknown_place_are_worth_a_look_and_less_than_nearby_ones():
    unknown = likely_duplicate(FIRE, FIRE, metres=None, minutes=5)
    assert unknown.likely
    assert unknown.reasons == ("same_words", "recent")
    assert unknown.score < likely_duplicate(FIRE, FIRE, metres=50, minutes=5).score


def test_english_reports_are_compared_by_words():
    one, other = "Water main burst at the corner of Oak Street", "burst water main, Oak Street corner"
    assert likely_duplicate(one, other, metres=60, minutes=90).likely
    assert not likely_duplicate(one, "Street light broken", metres=60, minutes=90).likely


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_symmetric_between_nought_and_one(one, other):
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) in (0.0, 1.0)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_further_or_longer_ago_is_never_likelier(metres, more, minutes):
    near = likely_duplicate(FIRE, FIRE[3:], metres=metres, minutes=minutes).score
    assert likely_duplicate(FIRE, FIRE[3:], metres=metres + more, minutes=minutes).score <= near
    assert likely_duplicate(FIRE, FIRE[3:], metres=metres, minutes=minutes + more).score <= near


@pytest.mark.parametrize(
    ("first", "second", "metres"),
    [
        ((121.4737, 31.2304), (121.4737, 31.2304), 0),
        ((0, 0), (0, 1), 111_195),
        ((121.4737, 31.2304), (116.4074, 39.9042), 1_067_000),  # Shanghai to Beijing
        ((179.9999, 0), (-179.9999, 0), 22.24),  # over the date line
        ((0, 90), (90, 90), 0),  # the pole is one point
        ((0, 0), (180, 0), 20_015_115),
    ],
)
def test_metres_on_the_sphere(first, second, metres):
    assert metres_between(*first, *second) == pytest.approx(metres, rel=2e-3, abs=1e-3)
