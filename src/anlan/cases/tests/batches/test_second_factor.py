"""A run acts with the second factor of the session it was begun in: never with more, and never with less."""

from dataclasses import replace
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator

from anlan.access.models import Grant
from anlan.access.public import SecondFactorNeeded, actor_by_id, actor_for, permissions
from anlan.cases.batches.running import run_portion
from anlan.cases.batches.seen import counts_of
from anlan.cases.batches.verbs.begin import begin
from anlan.cases.batches.verbs.go_on import go_on
from anlan.cases.handing.running import run_portion as hand_over_portion
from anlan.cases.handing.verbs.begin import begin as begin_handing
from anlan.cases.handing.verbs.go_on import go_on as go_on_handing
from anlan.cases.models.batches import DONE, STOPPED
from anlan.cases.models.handing import HandOver
from anlan.ledger.public import facts_of_batch

NOTE = {"words": "请今日内联系", "public": False}


@pytest.fixture
def risky(monkeypatch):
    """`risky(permission)`: from now on it demands a second factor."""
    return lambda name: monkeypatch.setitem(permissions, name, replace(permissions[name], risky=True))


def with_app(account: UUID) -> None:
    Authenticator.objects.get_or_create(user_id=account, type=Authenticator.Type.TOTP, defaults={"data": {}})


def test_what_was_begun_with_a_second_factor_is_done_with_it(desk, waiting, risky) -> None:
    risky("cases.add_note")
    with_app(desk.peopled.accounts["operator"].pk)
    run = desk.run(desk.plan("add_note", waiting(2)), **NOTE)
    assert (run.state, run.mfa, counts_of(run).moved) == (DONE, True, 2)


def test_what_was_begun_without_one_stops_when_one_is_demanded_and_goes_on_with_it(
    desk, waiting, town, risky
) -> None:
    account = desk.peopled.accounts["operator"]
    with_app(account.pk)  # having one is not having shown it
    planned, bare = desk.plan("add_note", waiting(2)), actor_for(account, at=town.at)
    begin(by=bare, at=town.at, batch=planned.pk, arguments=NOTE)
    risky("cases.add_note")
    assert not run_portion(planned.pk, at=town.at)
    planned.refresh_from_db()
    assert (planned.state, planned.why, counts_of(planned).moved) == (STOPPED, "no_factor", 0)
    assert facts_of_batch(planned.pk)[-1].payload["why"] == "no_factor"
    with pytest.raises(SecondFactorNeeded):
        go_on(by=bare, at=town.at, batch=planned.pk)
    go_on(by=desk.who("operator"), at=town.at, batch=planned.pk)
    assert not run_portion(planned.pk, at=town.at)
    assert counts_of(planned).moved == 2


def test_a_factor_that_was_taken_away_meanwhile_counts_no_longer(desk, waiting, town, risky) -> None:
    risky("cases.add_note")
    account = desk.peopled.accounts["operator"]
    with_app(account.pk)
    planned = desk.plan("add_note", waiting(2))
    begin(by=desk.who("operator"), at=town.at, batch=planned.pk, arguments=NOTE)
    assert run_portion(planned.pk, at=town.at, most=1)
    Authenticator.objects.filter(user=account).delete()
    assert not run_portion(planned.pk, at=town.at)
    planned.refresh_from_db()
    assert (planned.why, counts_of(planned).moved) == ("no_factor", 1)


def test_going_on_without_one_takes_it_from_a_run_that_had_it(desk, waiting, town) -> None:
    account = desk.peopled.accounts["operator"]
    planned = desk.plan("add_note", waiting(1))
    begin(by=desk.who("operator"), at=town.at, batch=planned.pk, arguments=NOTE)
    Grant.objects.filter(account=account).update(revoked_at=town.at)
    assert not run_portion(planned.pk, at=town.at)
    Grant.objects.filter(account=account).update(revoked_at=None)
    assert go_on(by=actor_for(account, at=town.at), at=town.at, batch=planned.pk).mfa is False


@pytest.mark.parametrize("shown", [True, False])
def test_a_hand_over_has_the_factor_of_who_began_it(gallery, risky, shown) -> None:
    account, at = gallery.near["system_admin"], gallery.town.at
    with_app(account)
    call = {
        "by": actor_by_id(account, at=at, mfa=shown),
        "at": at,
        "unit": gallery.town.units["street1.urban"].id,
    }
    hand = begin_handing(words="中队撤并", **call)
    risky("cases.hand_over")
    assert not hand_over_portion(hand.pk, at=at, most=1000)
    hand = HandOver.objects.get(pk=hand.pk)
    told = (hand.state, hand.why, hand.moved)
    assert told == (("done", "through", 7) if shown else ("stopped", "no_factor", 0))
    if not shown:
        assert go_on_handing(**{**call, "by": actor_by_id(account, at=at, mfa=True)}).mfa
        assert not hand_over_portion(hand.pk, at=at, most=1000)
        assert HandOver.objects.get(pk=hand.pk).state == "done"
