"""Reading way by way sees what `visible` sees; counting stops early and says so."""

from dataclasses import replace

import pytest
from django.db.models import F

from anlan.access.public import scope_of
from anlan.cases.finding import reach
from anlan.cases.models import Assignment, Case
from anlan.cases.public import Filters, counts, inbox, visible
from anlan.cases.tests.verbs.moves import READERS, squad
from anlan.cases.web.inbox import _counted


@pytest.mark.parametrize("role", READERS)
def test_the_ways_together_hold_what_is_visible(gallery, role):
    actor = gallery.actor(role)
    scope = scope_of(actor, "cases.read")
    by_ways = {case.pk for way in reach.ways(scope) for case in way}
    assert by_ways == set(visible(actor).values_list("pk", flat=True))
    assert {case.pk for case in inbox(actor, Filters())} == by_ways


def two_reasons(gallery):
    """An operator who also works for the squad: most of its cases lie in the street as well."""
    operator, handler = gallery.actor("operator"), gallery.actor("handler")
    return replace(operator, grants=operator.grants + handler.grants)


def test_a_case_seen_for_two_reasons_is_listed_and_counted_once(gallery):
    both = two_reasons(gallery)
    listed = [case.number for case in inbox(both, Filters())]
    assert listed == sorted(set(listed), reverse=True)
    told = counts(both)
    for state in set(told) - {"late"}:
        assert told[state] == visible(both).filter(state=state).count(), state


def test_counting_stops_and_says_that_there_is_more(gallery):
    scope = scope_of(gallery.actor("operator"), "cases.read")
    town = gallery.town
    for _ in range(3):
        town.report()
    exact = reach.open_counts(scope)
    short = reach.open_counts(scope, most=1)
    assert exact["routed"] > 2
    assert short == {state: min(count, 2) for state, count in exact.items()}
    assert (_counted(1000), _counted(1001)) == ("1000", "1,000+")


def test_an_assignment_keeps_the_number_of_its_case(gallery):
    pairs = Assignment.objects.values_list("number", "case__number")
    assert pairs
    assert all(own == of_case for own, of_case in pairs)


def test_a_standing_lead_is_the_unit_of_its_case(gallery):
    """What counting a unit's cases relies on."""
    leads = Assignment.objects.filter(part="lead").exclude(state="withdrawn")
    assert not leads.exclude(unit=F("case__lead_unit")).exists()


def test_a_page_of_a_unit_goes_on_where_the_last_one_ended(gallery):
    handler, seen, before = gallery.actor("handler"), [], None
    while page := inbox(handler, Filters(before=before), limit=2):
        seen += [case.number for case in page]
        before = seen[-1]
    mine = Assignment.objects.filter(unit=squad(gallery)).exclude(state="withdrawn")
    assert seen == sorted(
        Case.objects.filter(assignments__in=mine).values_list("number", flat=True), reverse=True
    )
