"""Which category a text sounds like."""

import random

from anlan.cases.words import Keywords, suggest

BOOK = [
    Keywords("fire_passage", ("消防通道", "楼道堆物", "fire exit"), 2.0),
    Keywords("e_bike", ("电动车", "飞线充电", "e-bike", "electric bike")),
    Keywords("leak", ("漏水", "水管漏水", "burst pipe", "water leak", "leak")),
    Keywords("noise", ("噪音", "噪声", "广场舞", "noise")),
    Keywords("broken", ("", "  ")),
]


def ranked(text, **more):
    return [(found.category, found.score, found.matched) for found in suggest(BOOK, text, **more)]


def test_the_best_category_comes_first_with_the_words_that_speak_for_it():
    assert ranked("电动车堵住消防通道，还有飞线充电") == [
        ("fire_passage", 8.0, ("消防通道",)),
        ("e_bike", 7.0, ("电动车", "飞线充电")),
    ]


def test_a_word_within_a_longer_match_does_not_count_twice():
    assert ranked("楼上水管漏水") == [("leak", 4.0, ("水管漏水",))]


def test_latin_words_match_whole_and_in_any_case_and_width():
    assert ranked("NOISE from the bar") == [("noise", 2.0, ("noise",))]
    assert ranked("Ｎｏｉｓｅ!") == [("noise", 2.0, ("noise",))]
    assert ranked("noiseless leakage") == []
    assert ranked("An E-Bike blocks the fire  exit") == [
        ("fire_passage", 8.0, ("fire exit",)),
        ("e_bike", 4.0, ("e bike",)),
    ]


def test_equal_scores_keep_the_order_of_the_capability():
    assert [name for name, *_ in ranked("漏水，噪音")] == ["leak", "noise"]


def test_at_most_as_many_as_asked_for():
    assert len(ranked("漏水，噪音，电动车", most=2)) == 2


def test_nothing_is_suggested_when_nothing_speaks_for_it():
    assert ranked("谢谢你们的工作") == []
    assert ranked("") == []
    assert suggest([], "漏水") == []


def test_the_answer_is_the_same_whatever_order_words_stand_in():
    shuffled = [
        Keywords(entry.category, tuple(random.sample(entry.words, len(entry.words))), entry.weight)
        for entry in BOOK
    ]
    text = "电动车堵住消防通道，水管漏水, burst pipe, noise"
    assert suggest(shuffled, text) == suggest(BOOK, text)
