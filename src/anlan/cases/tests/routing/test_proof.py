"""Everything has an owner, everywhere, at every hour; and when it has not, the gap is named."""

from datetime import timedelta

from anlan.access.public import service
from anlan.cases.routing.proof import prove_ownership
from anlan.parties.public import close_unit
from anlan.schemes.public import current


def gaps(town):
    return list(prove_ownership(current("hotline"), 310105, town.at))


def test_the_hotline_has_an_owner_everywhere_in_the_sample_district(town):
    assert gaps(town) == []


def test_when_a_unit_closes_the_category_and_place_without_an_owner_are_named(town):
    town.later(hours=1)
    close_unit(unit=town.units["district.market"].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    (gap,) = gaps(town)
    assert "food" in gap.message.en
    assert str(town.grid) in gap.message.en
    assert "market_supervision" in gap.remedy.en
    assert gap.severity == "warning"  # the street office stands in; nothing is lost


def test_a_gap_only_at_night_is_found(town):
    town.later(hours=1)
    close_unit(unit=town.units["street1.police"].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    found = gaps(town)
    assert found
    assert all("22:00" in gap.message.en or "00:00" in gap.message.en for gap in found)


def test_a_district_without_places_proves_nothing_and_says_so(town):
    (finding,) = prove_ownership(current("hotline"), 440307, town.at)
    assert "no streets" in finding.message.en


def test_a_category_that_reaches_nobody_is_an_error(town):
    town.later(hours=1)
    for code in ("district.market", "street1.office", "street2.office"):
        close_unit(unit=town.units[code].id, by=service("setup"), at=town.at)
    town.at += timedelta(minutes=1)
    assert {gap.severity for gap in gaps(town) if "food" in gap.message.en} == {"error"}
