"""A resident is written to only as they agreed; their contact stays in the vault, and each use of it is recorded."""

from datetime import timedelta

import pytest

from anlan.access.public import Actor, anonymous, reporter, seen_by, service, token_hmac, use_contact
from anlan.cases.public import Case, accept
from anlan.kit.errors import NotFound, Refused
from anlan.ledger.public import history
from anlan.notices.models import Consent, Delivery
from anlan.notices.public import agree, reach_of, take_bounce
from anlan.notices.tests.test_sending import send_all

PHONE = "13912345678"


@pytest.fixture
def matter(town):
    receipt = town.report(contact={"name": "周敏", "phone": PHONE})
    return receipt, reporter(token_hmac(receipt.token))


def go_on(town, receipt):
    """One turn of the matter that its reporter hears of."""
    town.settle()
    accept(by=town.actor("handler", unit="street1.urban"), at=town.later(hours=1), case=receipt.case)
    town.settle()
    return town.later(minutes=5)


def test_without_consent_nothing_is_sent_whatever_contact_was_left(town, outside, matter):
    outside.settings("sms", "email")
    send_all(go_on(town, matter[0]))
    assert not Delivery.objects.filter(reader__startswith="reporter:").exists()
    assert outside.http.got == []


def test_who_agreed_gets_a_text_message_and_every_use_is_seen_by_them_once_a_day(town, outside, matter):
    receipt, resident = matter
    outside.settings("sms")
    outside.http.choose("sms", "ok")
    agree(by=resident, at=town.at, subject=receipt.case, channels=["sms"])
    send_all(go_on(town, receipt))
    assert len(outside.http.got) == 1
    assert f"PhoneNumbers={PHONE}" in outside.http.got[0].path
    for _ in range(3):  # tried again within the day: the same use
        use_contact(subject=receipt.case, role="reporter", place=town.grid, by=service("notices"), at=town.at)
    looks = [(look.by, look.purpose) for look in seen_by(receipt.case)]
    assert looks == [("service:notices", "notify")]
    use_contact(
        subject=receipt.case, role="reporter", place=town.grid, by=service("notices"), at=town.later(days=1)
    )
    assert len(seen_by(receipt.case)) == 2


def test_consent_taken_back_stops_what_is_waiting(town, outside, matter):
    receipt, resident = matter
    outside.settings("sms")
    agree(by=resident, at=town.at, subject=receipt.case, channels=["sms"])
    due = go_on(town, receipt)
    agree(by=resident, at=town.at, subject=receipt.case, channels=[])
    send_all(due)
    assert outside.http.got == []
    assert set(Delivery.objects.values_list("state", "reason")) == {("failed", "withdrawn")}
    kinds = [fact.kind for fact in history(receipt.case)]
    assert kinds.count("notices.agree") == 2
    assert not Consent.objects.get().channels


def test_a_contact_that_was_erased_is_used_no_more(town, outside, matter):
    from anlan.access.public import concealed_people, erase_person

    receipt, resident = matter
    outside.settings("sms")
    agree(by=resident, at=town.at, subject=receipt.case, channels=["sms"])
    due = go_on(town, receipt)
    operator = town.actor("operator")
    place = Case.objects.get(pk=receipt.case).place_scope
    (person,) = concealed_people(subject=receipt.case, place=place, by=operator)
    erase_person(subject=receipt.case, person=person.id, why="asked", place=place, by=operator, at=town.at)
    send_all(due)
    assert outside.http.got == []
    assert set(Delivery.objects.values_list("reason", flat=True)) == {"no_address"}


def test_only_the_reporter_agrees_for_themselves(town, matter):
    receipt, _ = matter
    strangers: list[Actor] = [
        reporter(token_hmac("x" * 26)),
        anonymous,
        town.actor("operator"),
        service("notices"),
    ]
    for stranger in strangers:
        with pytest.raises(NotFound):
            agree(by=stranger, at=town.at, subject=receipt.case, channels=["sms"])


def test_a_resident_cannot_be_told_by_ways_for_staff(town, matter):
    from anlan.notices.errors import WayUnknown

    receipt, resident = matter
    with pytest.raises(WayUnknown):
        agree(by=resident, at=town.at, subject=receipt.case, channels=["wecom"])


def test_nobody_but_the_program_uses_a_contact_to_write(town, matter):
    receipt, resident = matter
    for by in (town.actor("operator"), town.actor("system_admin"), resident, service("intake")):
        with pytest.raises(Refused):
            use_contact(subject=receipt.case, role="reporter", place=town.grid, by=by, at=town.at)


def test_nobody_can_ask_for_a_contact_under_the_programs_purpose(town, matter):
    from anlan.cases.public import contact_of
    from anlan.kit.errors import AnlanError

    town.settle()
    case = Case.objects.get(pk=matter[0].case)
    with pytest.raises(AnlanError) as refused:
        contact_of(case, by=town.actor("operator"), at=town.at, purpose="notify")
    assert refused.value.code() == "purpose_unknown"


def test_a_number_that_does_not_work_is_shown_to_its_owner(town, outside, matter):
    receipt, resident = matter
    outside.settings("sms", hard_bounces=1)
    outside.http.choose("sms", "bounce")
    agree(by=resident, at=town.at, subject=receipt.case, channels=["sms", "email"])
    send_all(go_on(town, receipt))
    reach = {one.channel: (one.agreed, one.lost) for one in reach_of(receipt.case, resident.ref)}
    assert reach == {"sms": (True, True), "email": (True, False)}


def test_a_link_to_a_resident_carries_no_tracking_code(town, outside):
    from anlan.kit.ids import new_id
    from anlan.notices.composing import compose
    from anlan.notices.models import Notice

    receipt = town.report()
    town.settle()
    notice = Notice.objects.filter(recipient__startswith="reporter:").first()
    sent = compose(
        id=new_id(), to="x@y.example", reader=notice.recipient, notices=[notice], language="zh-hans",
        site="https://anlan.example", channel="email",
    )  # fmt: skip
    assert sent.url == "https://anlan.example/track/"
    assert receipt.token not in sent.html + sent.text


def bounced(envelope, action="failed", status="5.1.1"):
    return (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; x@y\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{envelope}@d.example>\r\n\r\n--b--\r\n"
    ).encode()


def test_a_mail_that_comes_back_hours_later_counts_and_the_next_way_is_taken(town, outside, hire):
    from anlan.notices.bounce_mail import read_bounce
    from anlan.notices.public import keep_address
    from anlan.notices.tests.test_sending import told

    outside.settings("email", "wecom")
    clerk = hire("operator", email="clerk@staff.example")
    keep_address(by=clerk, at=town.at, channel="wecom", address="clerk01")
    told(town, clerk, urgency="now", channels=["email", "wecom"])
    send_all(town.at)
    sent = Delivery.objects.get()
    found = read_bounce(bounced(sent.envelope))
    at = town.later(hours=2)
    assert take_bounce(by=service("notices"), at=at, envelope=found.envelope, reason="bounced") == 1
    assert take_bounce(by=service("notices"), at=at, envelope=found.envelope, reason="bounced") == 0
    assert set(Delivery.objects.values_list("channel", "state")) == {("email", "failed"), ("wecom", "queued")}
    with pytest.raises(Refused):
        take_bounce(by=clerk, at=at, envelope=found.envelope, reason="bounced")


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"Subject: hello\r\n\r\nhi", bounced("x"), bounced("0" * 36, action="delayed"),
     bounced("019c0000-0000-7000-8000-000000000001", action="delayed", status="4.2.0"), b"a" * 2_000_000],
)  # fmt: skip
def test_other_mail_is_no_bounce(raw):
    from anlan.notices.bounce_mail import read_bounce

    assert read_bounce(raw) is None


def test_nothing_of_a_resident_waits_longer_than_their_night(town, outside, matter):
    receipt, resident = matter
    outside.settings("sms")
    outside.http.choose("sms", "ok")
    agree(by=resident, at=town.at, subject=receipt.case, channels=["sms"])
    town.later(hours=13, minutes=30)
    send_all(go_on(town, receipt))
    assert outside.http.got == []
    send_all(town.at + timedelta(hours=9))
    assert len(outside.http.got) == 1
