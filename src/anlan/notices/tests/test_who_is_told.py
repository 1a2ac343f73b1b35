"""Who hears of what, from the capabilities we ship: the right people, at the right moment, and no name of anybody."""

import re
from datetime import timedelta

import pytest

from anlan.access.public import reporter, token_hmac
from anlan.cases.public import (
    Case,
    accept,
    close,
    decide_objection,
    escalate,
    finish,
    raise_objection,
    rate,
    send_back,
    verify,
)  # fmt: skip
from anlan.ledger.public import history
from anlan.notices.models import Notice, Reminder
from anlan.notices.public import addressed_to
from anlan.notices.reminding import remind_due
from anlan.schemes.public import current_all


def heard(actor):
    return list(addressed_to(actor).order_by("at", "id").values_list("en", flat=True))


def closed(town):
    case = town.handled()
    operator = town.actor("operator")
    answers = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
    verify(by=operator, at=town.later(hours=1), case=case.id, answers=answers)
    close(by=operator, at=town.at, case=case.id, outcome="solved", words="已解决")
    town.settle()
    return Case.objects.get(pk=case.id)


def test_an_objection_is_brought_before_the_operators_of_the_place_and_its_refusal_to_the_unit(town, hire):
    here, elsewhere = hire("operator"), hire("operator", place=310105002000000, name="far")
    handler = hire("handler", unit="street1.urban")
    case = town.case()
    raise_objection(by=handler, at=town.later(minutes=5), case=case.id, words="不属于我单位")
    town.settle()
    assert heard(here) == [f"The unit objected to case {case.number}. Please decide."]
    assert heard(elsewhere) == []
    decide_objection(by=here, at=town.later(minutes=5), case=case.id, upheld=False, words="请办理")
    town.settle()
    assert heard(handler)[-1] == f"The objection to case {case.number} was refused. Please go on with it."


def test_what_is_late_goes_to_the_supervisors_of_the_place_at_once(town, hire):
    boss, other = hire("supervisor"), hire("supervisor", place=310105002000000, name="far")
    case = town.case()
    escalate(by=hire("supervisor", name="asking"), at=town.at, case=case.id, words="请关注")
    town.settle()
    assert [(one.audience, one.urgency) for one in addressed_to(boss)] == [("supervisors", "now")]
    assert heard(other) == []


def test_a_supervisor_of_another_capability_hears_nothing(town, hire):
    boss = hire("supervisor", capabilities=["hazards"])
    case = town.case()
    escalate(by=town.actor("supervisor", name="asking"), at=town.at, case=case.id, words="请关注")
    town.settle()
    assert heard(boss) == []


def test_who_did_it_is_not_told_of_it(town, hire):
    boss = hire("supervisor")
    case = town.case()
    escalate(by=boss, at=town.at, case=case.id, words="请关注")
    town.settle()
    assert heard(boss) == []


def test_the_reporter_hears_each_turn_in_plain_words(town):
    case = closed(town)
    assert list(
        Notice.objects.filter(recipient=case.reporter).order_by("at", "id").values_list("en", flat=True)
    ) == [
        f"Your matter {case.number} was passed to the unit that handles it.",
        f"Your matter {case.number} was accepted by the unit that handles it.",
        f"Your matter {case.number} is closed. Please read the answer and rate it.",
    ]


def test_a_reminder_to_rate_comes_after_three_days_once(town):
    case = closed(town)
    assert remind_due(town.later(days=2, hours=23)) == 0
    assert remind_due(town.later(hours=2)) == 1
    assert remind_due(town.later(days=9)) == 0
    assert Notice.objects.filter(recipient=case.reporter, delay=3 * 86400).count() == 1
    assert not Reminder.objects.exists()


def test_no_reminder_for_who_has_rated(town):
    receipt = town.report()
    town.settle()
    squad, operator = town.actor("handler", unit="street1.urban"), town.actor("operator")
    from anlan.cases.public import act

    accept(by=squad, at=town.later(hours=1), case=receipt.case)
    act(by=squad, at=town.at, case=receipt.case, step="contact", answers={"reached": "yes"})
    act(by=squad, at=town.at, case=receipt.case, step="reply")
    finish(by=squad, at=town.later(hours=1), case=receipt.case, words="已挪车")
    answers = {"reached": "yes", "resolved": "yes", "satisfied": "very"}
    verify(by=operator, at=town.later(hours=1), case=receipt.case, answers=answers)
    close(by=operator, at=town.at, case=receipt.case, outcome="solved", words="已解决")
    rate(by=reporter(token_hmac(receipt.token)), at=town.later(hours=1), case=receipt.case, score=5)
    town.settle()
    assert remind_due(town.later(days=4)) == 0


def test_a_residents_messages_name_no_third_person(town, hire):
    """No account's name, no unit's, no other person's words: whatever happens to the matter."""
    handler = hire("handler", unit="street1.urban", name="李强")
    case = town.case()
    accept(by=handler, at=town.later(hours=1), case=case.id, words="由李强负责")
    from anlan.cases.public import act

    act(
        by=handler, at=town.at, case=case.id, step="contact", answers={"reached": "yes"}, words="王女士很生气"
    )
    act(by=handler, at=town.at, case=case.id, step="visit", answers={"found": "隔壁老张的车"})
    act(by=handler, at=town.at, case=case.id, step="reply")
    finish(by=handler, at=town.later(hours=1), case=case.id, words="老张已挪车")
    send_back(by=town.actor("operator"), at=town.later(hours=1), case=case.id, words="老张又停回来了")
    town.settle()
    told = Notice.objects.filter(recipient=case.reporter)
    assert told.count() >= 4
    words = " ".join(text for one in told for text in (one.zh, one.en))
    named = ["李强", "王女士", "老张", "王handler", handler.name]
    named += [unit.name_zh for unit in town.units.values()] + [unit.name_en for unit in town.units.values()]
    assert [name for name in named if name in words] == []


def test_texts_for_residents_hold_nothing_but_the_number(town):
    for scheme in current_all():
        for message in scheme.section("notices").messages:
            if "reporter" in message.to:
                braces = set(re.findall(r"\{.*?\}", message.text.zh + message.text.en))
                assert braces <= {"{number}"}, (scheme.name, message.on)


def test_broken_glass_tells_the_supervisors_at_once_also_at_night(town, hire, outside):
    from anlan.access.public import break_glass
    from anlan.notices.models import Delivery

    outside.settings("email")
    boss, other = (
        hire("supervisor", email="boss@staff.example"),
        hire("supervisor", place=310105002000000, name="far"),
    )
    breaker = hire("operator", place=310105002000000, name="breaker")
    town.later(hours=16)  # one o'clock at night
    street = 310105001000000
    grant = break_glass(place=street, minutes=30, reason="夜间火警，需要联系报告人", by=breaker, at=town.at)
    (alarm,) = addressed_to(boss)
    assert alarm.urgency == "now"
    assert breaker.name in alarm.zh
    assert "01:30" in alarm.zh
    assert heard(other) == []
    due = Delivery.objects.get()
    assert (due.reader, due.channel, due.next_at) == (boss.ref, "email", town.at)
    assert [fact.kind for fact in history(grant.id)] == ["notices.tell"]


def test_an_alarm_that_cannot_be_sounded_keeps_the_glass_whole(town, hire, monkeypatch):
    from anlan.access.public import break_glass
    from anlan.notices import alarms

    hire("supervisor")
    breaker = hire("operator", place=310105002000000, name="breaker")
    monkeypatch.setattr(alarms, "alarm_glass", lambda **given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        break_glass(
            place=310105001000000, minutes=30, reason="夜间火警，需要联系报告人", by=breaker, at=town.at
        )
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.get(id=breaker.account_id).grants.filter(role="break_glass").exists()


@pytest.mark.parametrize("role", ["operator", "supervisor", "system_admin"])
def test_nobody_can_sound_the_alarm_themselves(town, role):
    from uuid import uuid4

    from anlan.access.public import BrokenGlass
    from anlan.kit.errors import Refused
    from anlan.notices.verbs.alarm_glass import alarm_glass

    broken = BrokenGlass(uuid4(), uuid4(), "x", town.grid, town.at + timedelta(hours=1), "x", (uuid4(),))
    with pytest.raises(Refused):
        alarm_glass(by=town.actor(role), at=town.at, broken=broken, fact=uuid4())
