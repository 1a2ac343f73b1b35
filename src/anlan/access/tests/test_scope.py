"""A scope as a WHERE clause."""

from uuid import uuid4

import pytest

from anlan.access.models import Grant
from anlan.access.rules import scope_of
from anlan.access.scope import EVERYWHERE, Scope, merged
from anlan.access.tests.factories import DISTRICT, GRID, OTHER_STREET, STREET, an_account, an_actor, give
from anlan.kit.codes import span


def test_a_range_inside_a_wider_one_falls_away():
    street, district = span(STREET), span(DISTRICT)
    assert merged([(*street, None), (*district, None)]) == ((*district, None),)


def test_a_narrow_capability_does_not_swallow_a_wide_one():
    street, district = span(STREET), span(DISTRICT)
    hotline = frozenset({"hotline"})
    assert merged([(*street, None), (*district, hotline)]) == ((*district, hotline), (*street, None))
    assert merged([(*street, hotline), (*district, None)]) == ((*district, None),)


@pytest.mark.django_db
def test_the_clause_finds_the_rows_of_the_places_and_no_others():
    inside, outside = give(an_account(), "checker", GRID), give(an_account(), "checker", OTHER_STREET)
    scope = scope_of(an_actor("operator"), "cases.read")
    found = set(Grant.objects.filter(scope.place_q("place"), role="checker"))
    assert inside in found
    assert outside not in found


@pytest.mark.django_db
def test_an_empty_scope_finds_nothing():
    give(an_account(), "checker", GRID)
    assert not Grant.objects.filter(Scope().place_q("place")).exists()
    assert not Grant.objects.filter(Scope().unit_q("unit")).exists()


@pytest.mark.django_db
def test_a_range_for_some_capabilities_asks_for_the_capability():
    wanted, other = give(an_account(), "checker", GRID), give(an_account(), "leader", GRID)
    scope = Scope(ranges=((*EVERYWHERE, frozenset({"checker"})),))
    found = Grant.objects.filter(scope.place_q("place", capability="role"))
    assert wanted in found
    assert other not in found
    assert not Grant.objects.filter(scope.place_q("place")).exists(), "rows without one are not let in"


@pytest.mark.django_db
def test_a_unit_clause_names_the_unit():
    unit = uuid4()
    mine = give(an_account(), "handler", unit=unit)
    give(an_account(), "handler", unit=uuid4())
    scope = scope_of(an_actor("handler", unit=unit), "cases.read")
    assert set(Grant.objects.filter(scope.unit_q("unit"))) >= {mine}
    assert {grant.unit for grant in Grant.objects.filter(scope.unit_q("unit"))} == {unit}
