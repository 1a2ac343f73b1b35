"""Hostile words in a message, and what must never stand in a log or a table."""

from uuid import uuid4

import pytest

from anlan.notices.models import Notice
from anlan.notices.planning import plan
from anlan.notices.tests.test_sending import notice, send_all, told
from anlan.notices.verbs.keep_address import keep_address


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
