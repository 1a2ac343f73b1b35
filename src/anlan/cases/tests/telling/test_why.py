"""`anlan why` on a real case."""

from anlan.access.public import why
from anlan.access.tests.factories import an_account, give
from anlan.cases.telling.why import subject_found
from anlan.kit.codes import district_of


def test_a_case_is_known_by_its_number_without_its_words(town):
    receipt = town.report()
    found = subject_found(str(receipt.number))
    assert found is not None
    assert (found.place, found.capability) == (town.grid, "hotline")
    assert found.participants


def test_no_such_number_and_no_number_at_all_are_nothing(town):
    assert [subject_found(number) for number in ("0", "x", "", "１", "9" * 30)] == [None] * 5


def test_why_names_the_grant_on_a_real_case(town):
    receipt = town.report()
    give(an_account("lisi"), "operator", district_of(town.grid), begun=town.at, until=town.later(days=1))
    told = why(
        account="lisi", subject=str(receipt.number), at=town.at.replace(hour=1), permission="cases.dispatch"
    )
    assert [one.allowed for one in told.explanations] == [True]
    assert f"holds {town.grid}" in told.explanations[0].lines("en")[0]
