"""What somebody sees: nothing beyond their scope, whatever they search, page or count."""

from dataclasses import replace

import pytest
from django.db import connection

from anlan.cases.lifecycle import allowed
from anlan.cases.models import Case, CaseText
from anlan.cases.public import Filters, attachments, counts, inbox, may_do, story, tracked, visible
from anlan.cases.telling.wording import whereabouts, whereabouts_of
from anlan.cases.tests.verbs.moves import MOVES, PHOTO, do, squad
from anlan.cases.words import index_terms
from anlan.kit.codes import district_of, span
from anlan.places.public import names_of, unlocated

REPORTER = "reporter:handling"


def test_an_operator_sees_the_cases_of_their_street_only(gallery):
    far = gallery.town.report(place=gallery.town.far_grid).case
    seen = set(visible(gallery.actor("operator")).values_list("pk", flat=True))
    assert seen == set(gallery.cases.values())
    assert set(visible(gallery.foreign("operator")).values_list("pk", flat=True)) == {far}


def test_a_unit_sees_what_it_is_assigned_wherever_it_lies(gallery):
    police = gallery.town.units["street2.police"].id
    do(gallery, "dispatch", case=gallery.cases["handling"], supporting=(police,))
    elsewhere = gallery.town.actor("handler", unit="street2.police")
    assert set(visible(elsewhere).values_list("pk", flat=True)) == {gallery.cases["handling"]}


def test_a_unit_that_lost_a_case_does_not_see_it_any_more(gallery):
    case = gallery.cases["handling"]
    do(gallery, "dispatch", case=case, lead=gallery.town.units["street1.office"].id, words="改派")
    assert case not in set(visible(gallery.actor("handler")).values_list("pk", flat=True))


@pytest.mark.parametrize("role", ["anonymous", "auditor", "security_admin", "system_admin", "resident"])
def test_whoever_has_no_right_to_cases_sees_none(gallery, role):
    assert not visible(gallery.actor(role)).exists()
    assert inbox(gallery.actor(role), Filters()) == []
    assert sum(counts(gallery.actor(role)).values()) == 0


def test_a_grant_for_one_capability_shows_no_other(gallery):
    operator = gallery.actor("operator")
    narrow = replace(operator.grants[0], capabilities=frozenset({"kitchens"}))
    assert not visible(replace(operator, grants=(narrow,))).exists()


def test_a_reporter_sees_their_own(gallery):
    assert list(visible(gallery.actor(REPORTER)).values_list("pk", flat=True)) == [gallery.cases["handling"]]
    assert tracked(gallery.tokens["handling"]).pk == gallery.cases["handling"]


def test_a_reporter_reads_no_words_between_colleagues_and_no_names(gallery):
    case = do(gallery, "add_note", words="居民情绪激动，注意方式")
    told = story(case, gallery.actor(REPORTER))
    assert "情绪激动" not in str(told)
    assert {event.who for event in told} == {""}
    assert "情绪激动" in str(story(case, gallery.actor("operator")))


def test_an_account_that_only_reported_reads_what_is_meant_for_it(gallery):
    resident = gallery.actor("resident")
    case = Case.objects.get(pk=gallery.town.report(by=resident).case)
    do(gallery, "add_note", case=case.pk, words="内部意见", by=gallery.actor("operator"))
    assert "内部意见" not in str(story(case, resident))


def test_pictures_of_the_work_are_for_those_who_work(gallery):
    for stage in ("report", "before", "after"):
        case = do(gallery, "attach", stage=stage, photos=(PHOTO,))
    stages = [one.stage for one in attachments(case, gallery.actor("operator"))]
    assert stages == ["report", "before", "after"]
    assert [one.stage for one in attachments(case, gallery.actor(REPORTER))] == ["report", "after"]


def numbers(gallery, **filters):
    return {case.pk for case in inbox(gallery.actor("operator"), Filters(**filters))}


def test_filters_narrow(gallery):
    cases = gallery.cases
    do(gallery, "supervise")
    assert numbers(gallery, states=("handling", "closed")) == {cases["handling"], cases["closed"]}
    assert numbers(gallery, supervised=True) == {cases["handling"]}
    assert numbers(gallery, category="") == set(cases.values())
    assert numbers(gallery, category="noise") == set()
    assert numbers(gallery, capability="kitchens") == set()
    assert numbers(gallery, late=True) == set()
    assert cases["handling"] in numbers(gallery, unit=squad(gallery))
    assert cases["reported"] not in numbers(gallery, unit=squad(gallery))
    assert numbers(gallery, place=span(gallery.town.district.streets[1])) == set()


def test_pages_follow_each_other_without_gap_or_repetition(gallery):
    operator, seen, before = gallery.actor("operator"), [], None
    while page := inbox(operator, Filters(before=before), limit=3):
        seen += [case.number for case in page]
        before = seen[-1]
    assert seen == sorted((gallery.case(state).number for state in gallery.cases), reverse=True)


def test_a_page_beyond_the_last_is_empty(gallery):
    assert inbox(gallery.actor("operator"), Filters(before=1)) == []


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("小区门口消防通道被车辆占用", "消防通道"),
        ("小区门口消防通道被车辆占用", "车"),
        ("𠮷野家门口积水", "𠮷野"),
        ("ＡＢＣ公司噪音", "abc"),
        ("It's 5 o'clock: 'quoted' & | ! <-> (noise)", "quoted"),
        ("Straße 12", "STRASSE"),
        ("李家𪚥𪚥", "𪚥"),
    ],
)
def test_words_are_found_as_they_were_written(gallery, words, asked):
    case = gallery.town.report(words=words).case
    assert case in numbers(gallery, words=asked)
    assert case not in numbers(gallery, words="没有的词")


def test_terms_are_stored_as_they_were_cut_and_not_parsed_again(gallery):
    words = "𠮷野家 café 5000ms running https example"
    case = gallery.town.report(words=words, address="").case
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(terms) FROM cases_casetext WHERE case_id = %s", [case])
        (stored,) = cursor.fetchone()
    assert {term for term in stored if not term.startswith("/")} == set(index_terms(words).split())
    assert CaseText.objects.filter(pk=case).exists()


@pytest.mark.parametrize(
    "hostile",
    [
        "%_%_%",
        "'",
        "' | 'a",
        "\\",
        ":*",
        "!",
        "a & ",
        "<->",
        "((",
        "*" * 200,
        "\u200b",
        "'; DROP TABLE x; --",
        "%",
        "_",
    ],
)
def test_a_search_cannot_smuggle_an_operator_or_a_wildcard_in(gallery, hostile):
    found = numbers(gallery, words=hostile)
    assert len(found) < len(gallery.cases)


def test_a_search_needs_the_right_to_search(gallery):
    assert inbox(gallery.actor(REPORTER), Filters()) != []
    assert inbox(gallery.actor(REPORTER), Filters(words="handling")) == []


def test_counts_agree_with_the_lists_they_open(gallery):
    operator = gallery.actor("operator")
    Case.objects.filter(pk=gallery.cases["handled"]).update(late=True)
    told = counts(operator)
    for state in set(told) - {"late"}:
        assert told[state] == len(inbox(operator, Filters(states=(state,)))), state
    assert told["late"] == len(inbox(operator, Filters(late=True))) == 1


def test_what_is_offered_is_what_would_be_taken(gallery):
    for role in ("operator", "handler", "checker", "supervisor", "leader", "grid_worker"):
        actor = gallery.actor(role)
        offered = may_do(actor, gallery.case("handling"))
        expected = {verb for verb, move in MOVES.items() if role in move.roles}
        assert set(offered) == {verb for verb in expected if allowed("handling", verb)}


def test_lists_take_as_few_queries_however_long(gallery, django_assert_max_num_queries):
    operator = gallery.actor("operator")
    with django_assert_max_num_queries(1):
        for case in inbox(operator, Filters()):
            assert case.text.words
    with django_assert_max_num_queries(1):
        counts(operator)


def test_a_place_is_told_with_what_lies_above_it_and_many_as_quickly_as_one(town, django_assert_num_queries):
    street, community = town.grid - town.grid % 10**6, town.grid - town.grid % 10**3
    district, nowhere, unknown = district_of(town.grid), unlocated(town.grid // 10**9), town.grid + 900
    name = names_of([street, community, town.grid, district, nowhere])
    told = {
        town.grid: f"{name[street]} · {name[community]} · {name[town.grid]}",
        community: f"{name[street]} · {name[community]}",
        street: name[street],
        district: name[district],
        nowhere: name[nowhere],
        unknown: str(unknown),
    }
    with django_assert_num_queries(1):
        assert whereabouts_of(told) == told
    assert {code: whereabouts(code) for code in told} == told
