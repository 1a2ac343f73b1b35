"""Marks follow every move of a case in its own transaction; Python and the database make the same."""

from uuid import UUID

import pytest
from django.db import connection

from anlan.cases.finding import marking
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Assignment, Case
from anlan.cases.tests.verbs.moves import do, squad
from anlan.cases.words import index_terms, marks_of, query_terms, with_marks
from anlan.cases.words.marks import category_mark, quoted, span_mark, unit_mark
from anlan.kit.codes import span

HOLDING = 310105999001000
UNITS = [UUID("0192f0c4-1111-7abc-8def-00112233aabb"), UUID("0192f0c4-1111-7abc-8def-0011223344cc")]


def asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def stored(case):
    ((terms,),) = asked("SELECT tsvector_to_array(terms) FROM cases_casetext WHERE case_id = %s", case)
    return {term for term in terms if term.startswith("/")}


def expected(case: Case):
    parts = Assignment.objects.filter(case=case).exclude(state="withdrawn").values_list("unit", flat=True)
    return set(
        marks_of(
            number=case.number,
            place=case.place_scope,
            is_open=case.state in OPEN,
            capability=case.capability,
            category=case.category,
            units=[*parts, *([case.lead_unit] if case.lead_unit else [])],
        )
    )


def check(case) -> None:
    assert stored(case) == expected(Case.objects.get(pk=case))


def test_a_case_in_any_state_is_marked_as_it_stands(gallery):
    for case in gallery.cases.values():
        check(case)
    assert "/o" in stored(gallery.cases["handling"])
    assert "/o" not in stored(gallery.cases["closed"])


def test_a_report_is_written_with_its_marks_and_its_words_stay(gallery):
    case = gallery.town.report(words="路灯不亮", category="lighting").case
    check(case)
    assert asked(
        "SELECT terms @@ %s::tsquery FROM cases_casetext WHERE case_id = %s", query_terms("路灯"), case
    )


MOVES = [
    ("relocate", "handling", lambda g: {"place": g.town.far_grid, "words": "在另一条街"}),
    ("triage", "routed", lambda g: {"category": "noise"}),
    ("dispatch", "handling", lambda g: {"lead": g.town.units["street1.office"].id, "words": "改派"}),
    ("dispatch", "handling", lambda g: {"supporting": (g.town.units["street2.police"].id,)}),
    ("close", "verified", lambda g: {}),
    ("reopen", "closed", lambda g: {"by": g.actor("operator")}),
]


@pytest.mark.parametrize(("verb", "state", "given"), MOVES)
def test_a_move_marks_anew_in_its_own_transaction(gallery, verb, state, given):
    case = gallery.cases[state]
    before = stored(case)
    do(gallery, verb, case=case, **given(gallery))
    assert stored(case) != before
    check(case)


def test_a_merged_case_is_open_no_more(gallery):
    town = gallery.town
    one, other = town.report().case, town.report().case
    do(gallery, "merge", case=one, into=other)
    check(one)
    assert "/o" not in stored(one)


def test_a_unit_that_lost_a_case_loses_its_mark(gallery):
    case, unit = gallery.cases["handling"], squad(gallery)
    assert unit_mark(unit) in stored(case)
    do(gallery, "dispatch", case=case, lead=gallery.town.units["street1.office"].id, words="改派")
    assert unit_mark(unit) not in stored(case)


def test_rows_moved_by_no_verb_are_marked_as_well(gallery):
    cases = list(gallery.cases.values())
    Case.objects.filter(pk__in=cases).update(place_scope=HOLDING, category="lost_property")
    for case in cases:
        check(case)
        assert category_mark("lost_property") in stored(case)


def test_a_change_that_marks_nothing_writes_no_text(gallery):
    case = gallery.cases["handling"]
    before = asked("SELECT xmin, ctid FROM cases_casetext WHERE case_id = %s", case)
    do(gallery, "supervise", case=case)
    do(gallery, "add_note", case=case, words="看过了")
    assert asked("SELECT xmin, ctid FROM cases_casetext WHERE case_id = %s", case) == before


@pytest.mark.parametrize("number", [1, 1023, 1024, 100_001, 2**18, 2**40 + 5])
@pytest.mark.parametrize("place", [310105001002003, 310105001000000, 310105000000000, HOLDING])
@pytest.mark.parametrize("category", ["", "a.b-c", "it's \\ odd:1 *"])
def test_python_and_the_database_make_the_same_marks(db, number, place, category):
    given = {"number": number, "place": place, "is_open": number % 2 == 0, "capability": "hotline"}
    ours = marks_of(**given, category=category, units=UNITS)
    ((made, parsed),) = asked(
        "SELECT cases_marks(%s, %s, %s, %s, %s, %s), %s::tsvector", *given.values(), category, UNITS,
        with_marks("", ours),
    )  # fmt: skip
    assert made == parsed


@pytest.mark.parametrize("code", [310105001002003, 310105001002000, 310105001000000])
def test_what_lies_in_a_span_carries_its_mark(code):
    low, high = span(code)
    mark = span_mark(low, high)
    for place in {low, high, (low + high) // 2}:
        assert mark in marks_of(number=1, place=place, is_open=True, capability="x", category="", units=[])
    outside = marks_of(number=1, place=high + 1, is_open=True, capability="x", category="", units=[])
    assert mark not in outside


@pytest.mark.parametrize(
    "around", [(0, 10**15 - 1), (310105000000000, 310105999999999), (5, 6), (7, 7 + 999)]
)
def test_a_span_that_is_no_street_community_or_grid_has_no_mark(around):
    assert span_mark(*around) is None


@pytest.mark.parametrize("words", ["/o", "/s1", "o", "'/o'", "／o", "/0 /ahotline", "%_%_%"])
def test_no_words_ask_for_a_mark_and_none_make_one(words):
    assert "/" not in query_terms(words)
    assert not any(term.startswith("/") for term in index_terms(words).split())
    assert quoted("/k'a\\") == "'/k''a\\\\'"


def test_every_text_there_was_is_marked_by_the_migration(gallery):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_casetext SET terms = cases_words_alone(terms)")
        cursor.execute("SELECT min(number), max(number) FROM cases_case")
        oldest, newest = cursor.fetchone()
        assert not stored(gallery.cases["handling"])
        cursor.execute(marking.FILL, [oldest, newest + 1])
    for case in gallery.cases.values():
        check(case)
