"""Searches find what is there, in every window of numbers, and nothing that is not the asker's; and they stop early."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from anlan.access.public import scope_of
from anlan.cases.finding import searching
from anlan.cases.models import Assignment, Case
from anlan.cases.public import Filters, inbox, visible
from anlan.cases.tests.verbs.moves import READERS, do, squad
from anlan.kit.codes import span

WORDS = "小区门口消防通道被车辆占用"


def spread(gap: int) -> None:
    """Numbers far from each other, as if there were millions between them."""
    for model in (Case, Assignment):
        model.objects.update(number=F("number") * gap)


def plainly(actor, words, limit=50, **same):
    """The same without marks, windows and index."""
    seen = visible(actor, "cases.search").filter(text__words__contains=words, **same).order_by("-number")
    return list(seen.values_list("number", flat=True)[:limit])


def numbers(actor, limit=50, **asked):
    return [case.number for case in inbox(actor, Filters(**asked), limit=limit)]


@pytest.mark.parametrize("gap", [1, 700, 9_000, 300_000])
@pytest.mark.parametrize("role", READERS)
def test_a_search_finds_what_a_plain_look_at_everything_finds(gallery, role, gap):
    gallery.town.report(words=WORDS)
    gallery.town.report(words=WORDS, place=gallery.town.far_grid)
    spread(gap)
    actor = gallery.actor(role)
    for words in ("消防通道", "事情"):
        assert numbers(actor, words=words) == plainly(actor, words)
    assert numbers(actor, words="没有的词") == []


@pytest.mark.parametrize("gap", [1, 700, 9_000, 300_000])
@pytest.mark.parametrize("most", [0, 1, 3])
def test_pages_of_a_search_follow_each_other_however_narrow_the_windows(gallery, monkeypatch, gap, most):
    for _ in range(5):
        gallery.town.report(words=WORDS)
    spread(gap)
    monkeypatch.setattr(searching, "_MOST", most)
    monkeypatch.setattr(searching, "_AT_LAST", most)
    actor, seen, before = gallery.actor("operator"), [], None
    while page := numbers(actor, limit=2, words=WORDS, before=before):
        seen += page
        before = page[-1]
    assert seen == plainly(actor, WORDS)
    assert len(seen) > 4


def narrow_cases(gallery):
    case = gallery.case("handling")
    return [
        {"states": ("handling",)},
        {"states": ("handling", "closed")},
        {"states": ("closed", "rated", "merged")},
        {"category": "parking"},
        {"category": "lighting"},
        {"capability": "hotline"},
        {"capability": "kitchens"},
        {"unit": squad(gallery)},
        {"unit": gallery.town.units["street2.police"].id},
        {"lead": case.lead_unit},
        {"unowned": True},
        {"place": span(case.place_scope)},
        {"place": span(gallery.town.far_grid)},
        {"place": span(gallery.town.district.code)},
        {"place": (case.place_scope - 1, case.place_scope + 1)},
        {"late": True},
        {"supervised": True},
        {"states": ("routed",), "category": "parking", "unit": squad(gallery), "late": False},
    ]


def test_a_search_with_filters_finds_what_the_filters_leave(gallery):
    do(gallery, "supervise")
    operator, words = gallery.actor("operator"), gallery.case("handling").text.words
    for word in (words, WORDS, "车"):
        found = set(numbers(operator, words=word))
        assert found
        for asked in narrow_cases(gallery):
            left = found & set(numbers(operator, **asked))
            assert set(numbers(operator, words=word, **asked)) == left, asked


def test_a_search_follows_a_case_to_its_new_place_and_unit(gallery):
    here, there = gallery.actor("operator"), gallery.foreign("operator")
    case = gallery.case("handling")
    words = case.text.words
    assert case.number in numbers(here, words=words)
    do(gallery, "relocate", case=case.pk, place=gallery.town.far_grid, words="在另一条街")
    assert case.number not in numbers(here, words=words)
    assert case.number in numbers(there, words=words)
    office = gallery.town.units["street2.office"].id
    elsewhere = gallery.town.actor("handler", unit="street2.office")
    assert numbers(elsewhere, words=words) == []
    do(gallery, "dispatch", by=there, case=case.pk, lead=office, words="改派")
    assert numbers(elsewhere, words=words) == [case.number]
    assert case.number not in numbers(gallery.actor("handler"), words=words)


def test_a_mark_too_many_shows_nothing(gallery):
    """Marks only narrow: who may see a case is asked of the case."""
    foreign = [gallery.foreign("operator"), gallery.foreign("handler")]
    case = gallery.case("handling")
    words = case.text.words
    with connection.cursor() as cursor:
        for actor in foreign:
            key = (searching.reach_key(scope_of(actor, "cases.search")) or "").strip("()")
            marked = "UPDATE cases_casetext SET terms = terms || strip(%s::tsvector) WHERE case_id = %s"
            cursor.execute(marked, [key, case.pk])
    for actor in foreign:
        assert numbers(actor, words=words) == []
    assert numbers(gallery.actor("operator"), words=words) == [case.number]


def test_a_grant_for_one_capability_finds_no_other(gallery):
    operator = gallery.actor("operator")
    for capabilities, seen in ((frozenset({"kitchens"}), False), (frozenset({"hotline", "kitchens"}), True)):
        narrow = replace(operator, grants=(replace(operator.grants[0], capabilities=capabilities),))
        assert bool(numbers(narrow, words=WORDS)) is seen


def test_twelve_grants_find_what_each_finds(gallery):
    town = gallery.town
    for grid in town.district.grids[:12]:
        town.report(place=grid)
    alone = [town.actor("operator", place=grid) for grid in town.district.grids[:12]]
    many = replace(alone[0], grants=tuple(actor.grants[0] for actor in alone))
    expected = {number for actor in alone for number in numbers(actor, words=WORDS)}
    assert set(numbers(many, words=WORDS)) == expected
    assert len(expected) >= 12


def statements(actor, **asked):
    inbox(actor, Filters(**asked))
    with CaptureQueriesContext(connection) as made:
        inbox(actor, Filters(**asked))
    return len(made)


def test_however_many_cases_there_are_a_search_asks_a_handful_of_times(gallery):
    operator = gallery.actor("operator")
    for gap in (1, 300_000):
        spread(gap)
        assert statements(operator, words="没有的词") <= 5
        assert statements(operator, words=WORDS) <= 9


@pytest.mark.parametrize("length", [200, 10_000])
def test_a_very_long_search_is_cut_and_answered(gallery, length):
    operator = gallery.actor("operator")
    assert numbers(operator, words="消防通道" * length) == []
    assert numbers(operator, words="%_%_%" * length) == []
    assert numbers(operator, words=" ".join(["车"] * length))
