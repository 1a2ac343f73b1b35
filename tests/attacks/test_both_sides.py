"""One person on both sides of a check, and a unit that decides over another's clock."""

from datetime import timedelta

import pytest
from tests.fixtures.town import Town

from anlan.access.public import Actor
from anlan.access.public import reporter as resident
from anlan.cases import public as cases
from anlan.cases.models import Request
from anlan.kit.errors import AnlanError, Refused


def both(first: Actor, second: Actor) -> Actor:
    """One account with the grants of two."""
    return Actor(first.ref, first.account_id, first.name, first.grants + second.grants, mfa=True)


def accepted(town: Town) -> cases.Case:
    case = town.case()
    squad = town.actor("handler", unit="street1.urban")
    return cases.accept(by=squad, at=town.later(hours=1), case=case.id)


def with_support(town: Town) -> cases.Case:
    """A case in hand, which the property office supports."""
    case = accepted(town)
    office = town.units["street1.office"].id
    cases.dispatch(by=town.actor("operator"), at=town.at, case=case.id, supporting=(office,))
    return case


def test_nobody_grants_the_extension_they_asked_for(town: Town) -> None:
    case = accepted(town)
    two = both(town.actor("handler", unit="street1.urban"), town.actor("supervisor"))
    cases.request_extension(by=two, at=town.at, case=case.id, clock="handle", value=5, words="材料未到")
    with pytest.raises(Refused):
        cases.decide_extension(by=two, at=town.at, case=case.id, granted=True, words="同意")


def test_nobody_decides_the_extension_of_their_own_unit(town: Town) -> None:
    case = accepted(town)
    squad = town.actor("handler", unit="street1.urban")
    cases.request_extension(by=squad, at=town.at, case=case.id, clock="handle", value=5, words="材料未到")
    colleague = both(
        town.actor("supervisor", name="colleague"), town.actor("handler", unit="street1.urban", name="x")
    )
    with pytest.raises(Refused):
        cases.decide_extension(by=colleague, at=town.at, case=case.id, granted=True, words="同意")
    cases.decide_extension(by=town.actor("supervisor"), at=town.at, case=case.id, granted=True, words="同意")


def test_nobody_upholds_their_own_objection(town: Town) -> None:
    case = town.case()
    two = both(town.actor("handler", unit="street1.urban"), town.actor("operator"))
    cases.raise_objection(by=two, at=town.at, case=case.id, words="不属于本单位")
    with pytest.raises(Refused):
        cases.decide_objection(by=two, at=town.at, case=case.id, upheld=True, words="成立")


def test_nobody_rates_the_work_of_their_own_unit(town: Town) -> None:
    squad = town.actor("handler", unit="street1.urban")
    case = town.case(by=squad, channel="portal")
    cases.accept(by=squad, at=town.later(hours=1), case=case.id)
    cases.act(by=squad, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
    cases.act(by=squad, at=town.at, case=case.id, step="reply")
    cases.finish(by=squad, at=town.at, case=case.id, words="已挪车")
    cases.verify(by=town.actor("checker"), at=town.at, case=case.id, answers={"reached": "yes"})
    cases.close(by=town.actor("operator"), at=town.at, case=case.id, outcome="solved", words="已挪车")
    with pytest.raises(Refused):
        cases.rate(by=squad, at=town.at, case=case.id, score=5)


def test_a_supporting_unit_does_not_stop_the_leading_units_clock(town: Town) -> None:
    case = with_support(town)
    support = town.actor("handler", unit="street1.office")
    with pytest.raises(Refused):
        cases.suspend(by=support, at=town.at, case=case.id, reason="weather", words="下雨")
    squad = town.actor("handler", unit="street1.urban")
    cases.suspend(by=squad, at=town.at, case=case.id, reason="weather", words="下雨")
    with pytest.raises(Refused):
        cases.resume(by=support, at=town.at, case=case.id)


def test_a_supporting_unit_asks_no_more_time_for_the_whole_case(town: Town) -> None:
    case = with_support(town)
    support = town.actor("handler", unit="street1.office")
    with pytest.raises(AnlanError):
        cases.request_extension(by=support, at=town.at, case=case.id, clock="handle", value=5, words="再等")


def test_more_time_cannot_be_asked_for_after_it_ran_out(town: Town) -> None:
    case = accepted(town)
    squad = town.actor("handler", unit="street1.urban")
    late = case.clocks.get(rule="handle").due_at + timedelta(hours=1)
    with pytest.raises(Refused):
        cases.request_extension(by=squad, at=late, case=case.id, clock="handle", value=5, words="材料未到")


def test_an_extended_clock_is_late_again_the_moment_it_runs_out(town: Town) -> None:
    case = accepted(town)
    squad = town.actor("handler", unit="street1.urban")
    due = case.clocks.get(rule="handle").due_at
    ask = due - timedelta(minutes=30)
    cases.request_extension(by=squad, at=ask, case=case.id, clock="handle", value=5, words="材料未到")
    late = due + timedelta(minutes=5)
    cases.sweep(late)
    cases.sweep(late)
    cases.decide_extension(by=town.actor("supervisor"), at=late, case=case.id, granted=True, words="同意")
    again = case.clocks.get(rule="handle").due_at + timedelta(minutes=1)
    for _ in range(3):
        cases.sweep(again)
    case.refresh_from_db()
    assert case.late


@pytest.mark.parametrize("how", ["finish", "replace"])
def test_a_request_dies_with_what_it_asked_for(town: Town, how: str) -> None:
    case = accepted(town)
    squad = town.actor("handler", unit="street1.urban")
    cases.request_extension(by=squad, at=town.at, case=case.id, clock="handle", value=5, words="材料未到")
    if how == "finish":
        cases.act(by=squad, at=town.at, case=case.id, step="contact", answers={"reached": "yes"})
        cases.act(by=squad, at=town.at, case=case.id, step="reply")
        cases.finish(by=squad, at=town.at, case=case.id, words="已挪车")
    else:
        office = town.units["street1.office"].id
        cases.dispatch(by=town.actor("operator"), at=town.at, case=case.id, lead=office, words="改派")
    assert not Request.objects.filter(case=case, decided_at=None).exists()


def test_work_is_not_said_to_be_done_before_it_was_accepted(town: Town) -> None:
    case = accepted(town)
    squad = town.actor("handler", unit="street1.urban")
    before = town.at - timedelta(hours=3)
    with pytest.raises(AnlanError):
        cases.act(
            by=squad, at=town.at, case=case.id, step="contact", answers={"reached": "yes"}, said_at=before
        )


def test_a_reopened_case_runs_against_a_clock(town: Town) -> None:
    case = town.handled()
    cases.verify(by=town.actor("checker"), at=town.at, case=case.id, answers={"reached": "yes"})
    cases.close(by=town.actor("operator"), at=town.at, case=case.id, outcome="solved", words="已挪车")
    again = cases.reopen(by=resident(bytes(case.token_hash).hex()), at=town.at, case=case.id, words="又停了")
    assert again.next_due is not None


def test_refusals_say_local_times(town: Town) -> None:
    case = town.case()
    squad = town.actor("handler", unit="street1.urban")
    cases.accept(by=squad, at=town.later(hours=1), case=case.id)
    with pytest.raises(AnlanError) as refused:
        cases.accept(by=squad, at=town.at, case=case.id)
    assert f"{town.at:%H:%M}" in refused.value.message()
