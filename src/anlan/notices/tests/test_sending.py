"""What leaves, when, once; what comes back; and that nothing is ever lost in silence."""

from datetime import timedelta
from uuid import uuid4

from anlan.notices.models import Delivery, Notice
from anlan.notices.planning import plan
from anlan.notices.sending import due_pairs, send_due
from anlan.notices.verbs.keep_address import keep_address


def notice(town, recipient, *, urgency="normal", number=1, channels=(), subject=None):
    return Notice.objects.create(
        fact=uuid4(), subject=subject or uuid4(), recipient=recipient, capability="hotline", urgency=urgency,
        channels=list(channels), zh=f"通知第 {number} 条", en=f"notice number {number}", at=town.at,
    )  # fmt: skip


def told(town, actor, count=1, **given):
    made = []
    for number in range(count):
        made.append(notice(town, actor.ref, number=number, **given))
        plan(made[-1:], at=town.at)
    return made


def send_all(at):
    outcomes = []
    while pairs := due_pairs(at):
        sent = [send_due(*pair, at=at) for pair in pairs]
        if not any(sent):
            break
        outcomes += [outcome for outcome in sent if outcome]
    return outcomes


def states():
    return sorted(Delivery.objects.values_list("channel", "state"))


def test_an_urgent_notice_leaves_at_once_and_its_job_stands_in_the_same_transaction(town, outside, clerk):
    outside.settings("email")
    told(town, clerk, urgency="now")
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = ProcrastinateJob.objects.get(task_name="notices.deliver")
    assert job.args == {"reader": clerk.ref, "channel": "email"}
    send_all(town.at)
    assert states() == [("email", "sent")]
    mail = outside.mail.mails[0].decode()
    assert "To: clerk@staff.example" in mail
    assert "Auto-Submitted: auto-generated" in mail


def test_thirty_notices_in_a_minute_become_one_message(town, outside, clerk):
    outside.settings("email")
    for second in range(30):
        plan([notice(town, clerk.ref, number=second)], at=town.at)
        town.later(seconds=2)
    assert send_all(town.at - timedelta(seconds=5)) == []
    send_all(town.at)
    assert len(outside.mail.mails) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Delivery.objects.values("envelope").distinct().count() == 1


def test_thirty_urgent_ones_are_three_messages_at_once_and_one_after_a_minute(town, outside, clerk):
    outside.settings("email")
    for number in range(30):
        plan([notice(town, clerk.ref, number=number, urgency="now")], at=town.at)
        send_all(town.at)
        town.later(seconds=1)
    assert len(outside.mail.mails) == 3
    send_all(town.later(seconds=60))
    assert len(outside.mail.mails) == 4
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_ordinary_notices_wait_for_the_morning_and_urgent_ones_do_not(town, outside, clerk):
    outside.settings("email")
    town.later(hours=14)  # 23:00
    told(town, clerk)
    told(town, clerk, urgency="now")
    send_all(town.later(minutes=5))
    assert len(outside.mail.mails) == 1
    waiting = Delivery.objects.get(state="queued")
    assert waiting.next_at.astimezone(town.at.tzinfo).strftime("%d %H:%M") == "03 07:00"
    send_all(town.later(hours=8))
    assert len(outside.mail.mails) == 2


def test_a_second_try_does_not_fall_into_the_night(town, outside, clerk):
    outside.settings("email")
    town.later(hours=12, minutes=58)  # 21:58
    told(town, clerk)
    outside.mail.scenario = "too_fast"
    send_all(town.later(minutes=1))
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.reason) == ("queued", 1, "smtp_451")
    outside.mail.scenario = "ok"
    send_all(town.later(minutes=30))
    assert outside.mail.mails == []
    assert Delivery.objects.get().next_at.astimezone(town.at.tzinfo).hour == 7


def test_an_account_that_wants_one_letter_a_day_gets_one(town, outside, clerk):
    from anlan.notices.public import prefer

    outside.settings("email")
    prefer(by=clerk, at=town.at, digest=True)
    for _ in range(3):
        told(town, clerk)
        send_all(town.later(hours=1))
    assert outside.mail.mails == []
    send_all(town.later(hours=24))
    assert len(outside.mail.mails) == 1


def test_a_way_that_is_switched_off_is_not_used_even_in_haste(town, outside, clerk):
    from anlan.notices.public import prefer

    outside.settings("email")
    prefer(by=clerk, at=town.at, off=["email"])
    told(town, clerk, urgency="now")
    assert Delivery.objects.count() == 0


def test_a_provider_that_says_slow_down_is_left_alone_by_everybody(town, outside, hire):
    outside.settings("wecom")
    outside.http.choose("wecom", "too_fast")
    people = [hire("operator", name=f"clerk{number}") for number in range(3)]
    for number, one in enumerate(people):
        keep_address(by=one, at=town.at, channel="wecom", address=f"clerk{number}")
        told(town, one, urgency="now")
    sent = [send_due(one.ref, "wecom", at=town.at) for one in people]
    assert [outcome.verdict if outcome else None for outcome in sent] == ["retry", None, None]


def test_the_pace_of_a_way_is_kept(town):
    from anlan.notices.providers import take_slot

    taken = [take_slot("robot", 20, town.at) for _ in range(21)]
    assert taken[:20] == [None] * 20
    assert town.at < taken[20] <= town.at + timedelta(seconds=4)
    assert take_slot("robot", 20, taken[20]) is None


def test_without_settings_nothing_is_planned(town, outside, clerk):
    told(town, clerk, urgency="now")
    assert Delivery.objects.count() == 0


def test_a_closed_account_is_written_to_no_more(town, outside, clerk):
    from django.contrib.auth import get_user_model

    outside.settings("email")
    told(town, clerk, urgency="now")
    get_user_model().objects.filter(id=clerk.account_id).update(is_active=False)
    send_all(town.at)
    assert outside.mail.mails == []
    assert Delivery.objects.get().reason == "no_address"
