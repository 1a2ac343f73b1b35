"""What leaves, when, once; what comes back; and that nothing is ever lost in silence."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anlan.notices.channels.base import Outcome
from anlan.notices.models import Address, Delivery, Notice
from anlan.notices.planning import plan
from anlan.notices.sending import attempt, claim, due_pairs, send_due, settle
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


@pytest.fixture
def clerk(hire):
    return hire("operator", email="clerk@staff.example")


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


def test_a_mailbox_that_bounces_is_used_no_more_its_owner_is_told_and_the_next_way_is_taken(
    town, outside, clerk
):
    outside.settings("email", "wecom")
    keep_address(by=clerk, at=town.at, channel="wecom", address="clerk01")
    outside.mail.scenario = "bounce"
    outside.http.choose("wecom", "ok")
    for _ in range(3):
        told(town, clerk, urgency="now", channels=["email", "wecom"])
        send_all(town.later(minutes=5))
    assert states() == [("email", "failed")] * 3 + [("wecom", "sent")] * 3
    lost = Address.objects.get(owner=clerk.ref, channel="email")
    assert (lost.bounces, lost.unusable_at is not None, bytes(lost.sealed)) == (3, True, b"")
    told(town, clerk, urgency="now", channels=["email", "wecom"])
    assert Delivery.objects.filter(channel="email").count() == 3  # the mailbox is left alone
    from anlan.ledger.public import history

    assert [fact.kind for fact in history(lost.id)] == ["notices.lose_address"]


def test_without_another_way_it_is_dead_and_stays_to_be_decided(town, outside, clerk):
    outside.settings("email")
    outside.mail.scenario = "bounce"
    told(town, clerk, urgency="now")
    send_all(town.at)
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("dead", "smtp_550")


def test_what_fails_for_long_is_dead_after_its_last_try_and_waits_longer_each_time(town, outside, clerk):
    outside.settings("email", most_tries=4)
    outside.mail.scenario = "too_fast"
    told(town, clerk, urgency="now")
    waits = []
    for _ in range(4):
        send_all(town.at)
        row = Delivery.objects.get()
        waits.append((row.next_at - town.at).total_seconds())
        town.at = max(row.next_at, town.at).astimezone(town.at.tzinfo)
    assert row.state == "dead"
    assert 15 <= waits[0] <= 30 < waits[1] * 1.01 <= 61 < waits[2] * 1.05 <= 130


def test_a_worker_killed_after_the_claim_loses_nothing_and_the_second_message_is_the_same(
    town, outside, clerk
):
    outside.settings("email")
    told(town, clerk, urgency="now")
    first = claim(clerk.ref, "email", at=town.at)
    attempt(first, at=town.at)  # sent, and then the worker dies before it settles
    assert send_all(town.later(minutes=1)) == []  # the lease still holds
    send_all(town.later(minutes=3))
    assert states() == [("email", "sent")]
    assert len(outside.mail.mails) == 2
    ids = {
        line
        for mail in outside.mail.mails
        for line in mail.decode().splitlines()
        if line.startswith("Message-ID")
    }
    assert ids == {f"Message-ID: <{first.envelope}@d.example>"}  # so the mailbox drops the second
    assert send_all(town.later(hours=1)) == []


def test_two_workers_send_one_message(town, outside, clerk):
    outside.settings("email")
    told(town, clerk, urgency="now")
    assert claim(clerk.ref, "email", at=town.at) is not None
    assert claim(clerk.ref, "email", at=town.at) is None


def test_settling_twice_changes_nothing(town, outside, clerk):
    outside.settings("email")
    told(town, clerk, urgency="now")
    claimed = claim(clerk.ref, "email", at=town.at)
    settle(claimed, Outcome("sent"), at=town.at)
    settle(claimed, Outcome("give_up", "late"), at=town.at)
    assert states() == [("email", "sent")]


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


def test_hostile_text_is_text_in_every_part_of_a_mail(town, outside, clerk):
    import email
    import email.policy

    outside.settings("email")
    made = notice(town, clerk.ref, urgency="now")
    Notice.objects.filter(pk=made.pk).update(
        zh="<script>alert(1)</script> {number.__class__} %s\r\nBcc: x@y.z"
    )
    made.refresh_from_db()
    plan([made], at=town.at)
    send_all(town.at)
    read = email.message_from_bytes(outside.mail.mails[0], policy=email.policy.default)
    html = read.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{number.__class__} %s" in html
    assert read["Bcc"] is None


@pytest.mark.parametrize("name", ["安澜\r\nBcc: all@x.example", "a\x00b", '"><b>', "=?utf-8?q?x?="])
def test_a_header_cannot_be_slipped_into_a_mail(name):
    from anlan.notices.channels.base import Envelope
    from anlan.notices.channels.email import EmailSettings, message

    settings = EmailSettings(host="h", sender="anlan@d.example", sender_name=name)
    sent = Envelope(id=uuid4(), to="x@y.example", subject=f"Betreff {name}", text="t")
    raw = message(settings, sent).message().as_bytes()
    head = raw.partition(b"\n\n")[0].decode("ascii", "replace")
    assert not [line for line in head.splitlines() if line.lower().startswith("bcc")]


def test_no_address_and_no_secret_stands_in_a_log_or_in_the_tables(town, outside, clerk, capsys, caplog):
    import logging

    from django.db import connection

    caplog.set_level(logging.DEBUG)
    outside.settings("email", "sms", "wecom")
    keep_address(by=clerk, at=town.at, channel="sms", address="13912345678")
    keep_address(by=clerk, at=town.at, channel="wecom", address="clerk-id-77")
    for scenario in ("ok", "bounce", "error_500"):
        for channel in ("sms", "wecom", "email"):
            if channel != "email":
                outside.http.choose(channel, scenario)
            outside.mail.scenario = scenario
            told(town, clerk, urgency="now", channels=[channel])
            send_all(town.later(hours=3))
    said = "".join(capsys.readouterr()) + caplog.text.replace("SELECT", "")
    logs = (
        "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("django.db")) + said
    )
    secrets = (
        "13912345678",
        "clerk-id-77",
        "clerk@staff.example",
        "s3cr3t",
        "access_token",
        "simulated-access",
    )
    assert [word for word in secrets if word in logs] == []
    with connection.cursor() as cursor:
        for table in ("delivery", "address", "provider", "notice"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, '|'), '') FROM notices_{table} t")
            dump = cursor.fetchone()[0]
            assert [word for word in secrets if word in dump] == [], table
