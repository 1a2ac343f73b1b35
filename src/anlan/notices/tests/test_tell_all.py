"""Many facts in one pass: the same people hear the same, once, in order, and it costs a fixed number of statements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from tests.fixtures.town import build_town

from anlan.access.public import service
from anlan.cases.public import Case, accept, escalate
from anlan.kit.errors import Refused
from anlan.ledger.public import assign_positions, history, run_reactions, verify
from anlan.notices import telling
from anlan.notices.models import Delivery, Notice, Reminder
from anlan.notices.planning import plan
from anlan.notices.tests.test_sending import notice
from anlan.notices.tests.test_who_is_told import closed
from anlan.notices.verbs.tell import tell
from anlan.notices.verbs.tell_all import tell_all
from anlan.schemes.public import CapabilityUnknown

TELLER = service("notices")


def silent(monkeypatch):
    """Nobody is told by the reaction."""
    monkeypatch.setattr("anlan.notices.reactions.tell_all", lambda **_: 0)
    monkeypatch.setattr("anlan.notices.reactions.tell", lambda **_: 0)


def heard(cases):
    rows = Notice.objects.filter(subject__in=[case.id for case in cases]).order_by(
        "subject", "kind", "recipient", "en"
    )
    return list(
        rows.values_list("subject", "fact", "recipient", "audience", "urgency", "channels", "zh", "en")
    )


def told_facts(cases):
    return [
        [
            (fact.payload["fact"], fact.payload["recipients"])
            for fact in history(case.id)
            if fact.kind == "notices.tell"
        ]
        for case in cases
    ]


def reminders():
    return list(Reminder.objects.order_by("fact").values_list("fact", "delay", "due"))


@pytest.fixture
def untold(town, hire, monkeypatch):
    """Cases with a few facts each, of which nobody heard: their facts in the order of all facts."""
    hire("supervisor")
    hire("operator")
    with monkeypatch.context() as quiet:
        silent(quiet)
        cases = [town.case() for _ in range(3)]
        cases.append(closed(town))
        squad = town.actor("handler", unit="street1.urban")
        for case in cases[:2]:
            accept(by=squad, at=town.later(minutes=5), case=case.id)
            escalate(by=town.actor("supervisor", name="asking"), at=town.at, case=case.id, words="请关注")
        town.settle()
    assert heard(cases) == []
    facts = sorted(
        (fact for case in cases for fact in history(case.id)), key=lambda fact: (fact.at, fact.seq)
    )
    return cases, facts


def test_many_in_one_pass_tell_what_each_by_itself_would(town, untold):
    cases, facts = untold
    undone = transaction.savepoint()
    one_by_one = sum(tell(by=TELLER, at=town.at, fact=fact) for fact in facts)
    first = heard(cases), told_facts(cases), reminders()
    transaction.savepoint_rollback(undone)
    assert heard(cases) == []
    assert tell_all(by=TELLER, at=town.at, facts=facts) == one_by_one > len(cases)
    assert (heard(cases), told_facts(cases), reminders()) == first
    assert reminders()
    assert verify().sound


def test_what_was_told_already_is_not_told_again_also_among_others(town, untold):
    cases, facts = untold
    for fact in facts[:5]:
        tell(by=TELLER, at=town.at, fact=fact)
    tell_all(by=TELLER, at=town.at, facts=facts)
    once, chains = heard(cases), told_facts(cases)
    assert tell_all(by=TELLER, at=town.at, facts=facts) == 0
    assert (heard(cases), told_facts(cases)) == (once, chains)
    assert len({(fact, recipient) for _, fact, recipient, *_ in once}) == len(once)


def test_twice_as_many_facts_take_as_many_statements(town, untold, django_assert_max_num_queries):
    _, facts = untold
    tell(by=TELLER, at=town.at, fact=facts[0])
    told = [fact for fact in facts if fact.kind in ("cases.dispatch", "cases.accept")]
    # Those who are told share a round trip, which a count shows as a statement each.
    for part in (told[:2], told[2:]):
        with django_assert_max_num_queries(18 + len(part)):
            tell_all(by=TELLER, at=town.at, facts=part)


def test_a_fact_nothing_is_known_of_fails_all_of_them_and_none_is_told(town, untold):
    cases, facts = untold
    with pytest.raises(CapabilityUnknown):
        tell_all(by=TELLER, at=town.at, facts=[*facts, replace(facts[0], capability="gone")])
    assert heard(cases) == []


def test_nobody_but_the_program_tells_of_many(town, untold):
    cases, facts = untold
    with pytest.raises(Refused):
        tell_all(by=town.actor("operator"), at=town.at, facts=facts)
    assert heard(cases) == []


def test_deliveries_of_one_pass_gather_wait_for_the_morning_and_count_as_a_flood(town, hire, outside):
    """As if each were planned by itself: also what stands in the same pass is seen."""
    outside.settings("email")
    reader = hire("operator", email="clerk@staff.example")
    alone, together = [], []
    for planned in (alone, together):
        made = [notice(town, reader.ref, urgency="now", number=number) for number in range(40)]
        made += [notice(town, reader.ref, number=number) for number in range(3)]
        made += [notice(town, reader.ref, urgency="digest")]
        for part in [made] if planned is together else [[one] for one in made]:
            plan(part, at=town.at)
        moments = dict(Delivery.objects.values_list("notice", "next_at"))
        planned += [moments[one.id] - town.at for one in made]
        town.later(hours=24)
    assert together == alone
    assert together[0] == timedelta(0) < max(together[:40])


def test_a_pass_that_dies_before_its_commit_tells_everybody_once_at_the_next(scratch_database, monkeypatch):
    class Killed(BaseException):
        pass

    with transaction.atomic():
        town = build_town()
        receipts = [town.report() for _ in range(3)]
    cases = list(Case.objects.filter(pk__in=[receipt.case for receipt in receipts]))
    assign_positions()
    run_reactions(at=town.at, strict=True)  # dispatched; those facts have no position yet
    assert assign_positions()
    dies, real = True, telling.record_all

    def half(*args, **given):
        made = real(*args, **given)
        if dies:
            raise Killed
        return made

    monkeypatch.setattr(telling, "record_all", half)
    with pytest.raises(Killed):
        run_reactions(at=town.at, strict=True)
    assert heard(cases) == []
    dies = False
    run_reactions(at=town.at, strict=True)
    assert len(heard(cases)) == 6  # the unit and the reporter of each
    assert [len(chain) for chain in told_facts(cases)] == [1, 1, 1]
    run_reactions(at=town.at, strict=True)
    assert len(heard(cases)) == 6
    assert verify().sound
