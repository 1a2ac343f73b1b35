"""Search terms: found when the words are there, harmless whatever is typed, checked by PostgreSQL itself."""

import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.cases.words import index_terms, query_terms
from anlan.cases.words.bigrams import MOST_ASKED, MOST_INDEXED


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("楼道堵塞", "楼道 道堵 堵塞 塞"),
        ("楼", "楼"),
        ("𠮷野家", "𠮷野 野家 家"),  # outside the basic plane: one character, not two halves
        ("ＡＢＣ１２３号", "abc123 号"),
        ("沪A·12345 Straße CAFÉ", "沪 a 12345 strasse café"),
        ("3号楼2单元", "3 号楼 楼 2 单元 元"),
        ("wifi_password%", "wifi password"),
        ("水，电。气", "水 电 气"),
        ("水水水", "水水 水"),
        ("", ""),
        ("！？%_'\"", ""),
        ("々〇", "々〇 〇"),
    ],
)
def test_text_is_cut_into_pairs_and_words(text, terms):
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("楼道", "'楼道'"),
        ("消防通道", "'消防' & '防通' & '通道'"),
        ("楼", "'楼':*"),
        ("𠮷", "'𠮷':*"),
        ("Pump ＢＵＲＳＴ", "'pump' & 'burst'"),
        ("楼道 楼道", "'楼道'"),
        ("%_%_%", ""),
        ("' | !(a) & b:* <-> \\", "'a' & 'b'"),
        ("\x00", ""),
        ("\ud800", ""),
    ],
)
def test_what_is_typed_becomes_a_query_without_operators(typed, query):
    assert query_terms(typed) == query


def _finds(text, typed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [index_terms(text), query_terms(typed)])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("幸福小区楼道堵塞", "楼道", True),
        ("幸福小区楼道堵塞", "小区堵塞", False),  # 区堵 never stands there
        ("幸福小区楼道堵塞", "小区 堵塞", True),
        ("幸福小区楼道堵塞", "塞", True),  # the last character
        ("幸福小区楼道堵塞", "道", True),
        ("幸福小区楼道堵塞", "门", False),
        ("𠮷野家漏水", "𠮷", True),
        ("𠮷野家漏水", "𠮷野", True),
        ("Water pump burst", "PUMP", True),
        ("Water pump burst", "pum", False),
        ("沪A12345违停", "沪a12345", True),
        ("没有百分号", "%", False),
        ("没有百分号", "' OR 1=1 --", False),
    ],
)
def test_postgresql_finds_what_is_there_and_nothing_else(text, typed, found):
    assert _finds(text, typed) is found


@pytest.mark.django_db
@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60),
    st.text(max_size=40),
)
def test_no_text_breaks_the_index_or_the_query(text, typed):
    assert _finds(text, typed) in (True, False)
    if index_terms(text):
        assert _finds(text, text)


@given(st.text(max_size=200))
def test_terms_hold_no_sign_that_means_something_to_postgresql(text):
    assert not re.search(r"[\x00-\x1f!-/:-@\[-`{-\x7f]|  ", index_terms(text))
    term = r"'[^\x00-/:-@\[-`{-\x7f]+'(:\*)?"
    assert re.fullmatch(rf"({term}( & {term})*)?", query_terms(text))


def test_terms_are_bounded():
    many = "".join(chr(0x4E00 + number) for number in range(20_000))
    assert len(index_terms(many).split()) == MOST_INDEXED
    assert query_terms(many).count("&") == MOST_ASKED - 1
    assert max(map(len, index_terms("a" * 100_000).split())) == 48
    assert len(index_terms("ﷺ" * 2000)) < 100
