"""Moves that should be refused, races between verbs, and what a reporter's words may reach."""

from datetime import timedelta

import pytest
from tests.fixtures.town import Town

from anlan.access.public import reporter
from anlan.cases import public as cases
from anlan.kit.errors import AnlanError


def closed(town: Town) -> cases.Case:
    case = town.handled()
    cases.verify(by=town.actor("checker"), at=town.at, case=case.id, answers={"reached": "yes"})
    return cases.close(by=town.actor("operator"), at=town.at, case=case.id, outcome="solved", words="已挪车")


def test_a_merged_case_is_neither_reopened_nor_split_nor_taken_on(town: Town) -> None:
    case, other = town.case(), town.case()
    operator = town.actor("operator")
    cases.merge(by=operator, at=town.at, case=case.id, into=other.id)
    with pytest.raises(AnlanError):
        cases.reopen(by=operator, at=town.at, case=case.id, words="再办")
    with pytest.raises(AnlanError):
        cases.split(by=operator, at=town.at, case=case.id, parts=[{"words": "另一件"}])
    with pytest.raises(AnlanError):
        cases.merge(by=operator, at=town.at, case=other.id, into=case.id)
    assert not case.clocks.filter(stopped_at=None).exists()


def test_nothing_escalates_after_closing(town: Town) -> None:
    case = closed(town)
    assert cases.sweep(town.later(days=60)) == 0
    case.refresh_from_db()
    assert (case.late, case.next_due, case.escalation) == (False, None, 0)


def test_a_token_rates_its_own_case_only(town: Town) -> None:
    mine, theirs = town.case(), closed(town)
    with pytest.raises(cases.CaseNotFound):
        cases.rate(by=reporter(bytes(mine.token_hash).hex()), at=town.at, case=theirs.id, score=1)


def test_whoever_worked_for_a_replaced_unit_does_not_verify(town: Town) -> None:
    case = town.case()
    squad = town.actor("handler", unit="street1.urban")
    cases.accept(by=squad, at=town.at, case=case.id)
    cases.act(by=squad, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
    office = town.actor("handler", unit="street1.office")
    operator = town.actor("operator")
    cases.dispatch(by=operator, at=town.at, case=case.id, lead=town.units["street1.office"].id, words="改派")
    cases.accept(by=office, at=town.at, case=case.id)
    cases.act(by=office, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
    cases.act(by=office, at=town.at, case=case.id, step="reply")
    cases.finish(by=office, at=town.at, case=case.id, words="已挪车")
    checker = town.actor("checker")
    both = type(squad)(squad.ref, squad.account_id, squad.name, checker.grants, mfa=True)
    with pytest.raises(AnlanError):
        cases.verify(by=both, at=town.at, case=case.id, answers={"reached": "yes"})


def test_glass_opens_a_place_and_not_the_district(town: Town) -> None:
    from tests.browser.town import account

    from anlan.access.public import actor_for, break_glass

    grid = account(town, "one.grid", "陈一", "operator", town.at, place=town.grid)
    operator = actor_for(grid, at=town.at, mfa=True)
    reason = "突发火情，需要了解情况并联系反映人"
    with pytest.raises(AnlanError):
        break_glass(place=town.district.code, minutes=60, reason=reason, by=operator, at=town.at)
    break_glass(place=town.district.streets[1], minutes=60, reason=reason, by=operator, at=town.at)


def test_a_reporters_clock_is_not_late_before_it_was_reported(town: Town) -> None:
    from anlan.access.public import anonymous

    town.report(by=anonymous, channel="api", said_at=town.at - timedelta(days=29))
    assert cases.sweep(town.at) == 0


def test_whoever_stays_in_two_units_finishes_both_parts(town: Town) -> None:
    case = town.case()
    squad, office = (town.actor("handler", unit=unit) for unit in ("street1.urban", "street1.office"))
    two = type(squad)(squad.ref, squad.account_id, squad.name, squad.grants + office.grants, mfa=True)
    cases.accept(by=two, at=town.at, case=case.id)
    cases.dispatch(
        by=town.actor("operator"), at=town.at, case=case.id, supporting=(town.units["street1.office"].id,)
    )
    cases.accept(by=two, at=town.at, case=case.id)
    cases.act(by=two, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
    cases.act(by=two, at=town.at, case=case.id, step="reply")
    cases.finish(by=two, at=town.at, case=case.id, words="协办完成")
    done = cases.finish(by=two, at=town.at, case=case.id, words="主办完成")
    assert done.state == "handled"


def test_a_category_set_later_brings_its_own_time_limit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.cases.scheme.section import CASES
    from anlan.cases.timekeeping import running
    from anlan.schemes.public import current

    section = current("hotline").section(CASES)
    rules = [
        rule.model_copy(update={"start": "reported", "by_category": {"fire": 1}}) for rule in section.clocks
    ]
    quick = section.model_copy(update={"clocks": tuple(rule for rule in rules if rule.code == "handle")})
    monkeypatch.setattr(running, "section_of", lambda _case: quick)
    case = cases.Case.objects.get(pk=town.report(category="").case)
    before = case.next_due
    after = cases.triage(by=town.actor("operator"), at=town.at, case=case.id, category="fire").next_due
    assert before is not None
    assert after is not None
    assert after < before
