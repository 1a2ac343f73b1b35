"""What comes back, what is tried again, what another way is for; and a worker that dies."""

from anlan.ledger.public import history
from anlan.notices.channels.base import Outcome
from anlan.notices.models import Address, Delivery
from anlan.notices.sending import attempt, claim, settle
from anlan.notices.tests.test_sending import send_all, states, told
from anlan.notices.verbs.keep_address import keep_address


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
