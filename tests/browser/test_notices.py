"""The inbox, one's own ways, and what could not be sent, at two sizes in both languages."""

import os
from uuid import uuid4

import pytest
from tests.browser.test_desk import signed_in
from tests.browser.test_walks import TWO_WAYS
from tests.browser.town import account

from anlan.kit import clock
from anlan.notices.models import Address, Delivery, Notice

SETTINGS = """
general: {site: "https://anlan.example"}
email: {host: 127.0.0.1, port: 9, tls: none, sender: anlan@d.example}
sms: {access_key_id: k, access_key_secret: s, sign_name: 安澜, template: SMS_1}
push: {contact: "mailto:it@d.example"}
"""


@pytest.fixture
def ways(tmp_path, settings, monkeypatch):
    from anlan.notices.channels.settings import make_push_key

    settings.STATE = tmp_path
    path = tmp_path / "channels.yaml"
    monkeypatch.setenv("ANLAN_CHANNELS", str(path))
    path.write_text(SETTINGS)
    os.chmod(path, 0o600)
    make_push_key()


def told(recipient, number, subject=None, **given):
    return Notice.objects.create(
        fact=uuid4(), subject=subject or uuid4(), recipient=recipient, capability="hotline", kind="cases.finish",
        zh=f"事项 {number} 已办结，请在时限内回访。", en=f"Case {number} was finished. Please call back in time.",
        at=clock.now(), **given,
    )  # fmt: skip


@TWO_WAYS
def test_an_operator_reads_their_post_and_chooses_how_to_be_told(reader, site, ways, language, width) -> None:
    town, wang = site.peopled.town, site.peopled.accounts["operator"]
    receipt = town.report(at=clock.now())
    told(wang.ref, receipt.number, receipt.case)
    told(wang.ref, receipt.number, receipt.case, urgency="now")
    told(wang.ref, 1)
    for number in range(31):
        told(wang.ref, 100 + number, read_at=clock.now(), read_by=wang.ref)
    Address.objects.create(
        owner=wang.ref, channel="sms", digest="0" * 64, sealed=b"x", shown="139****5678", bounces=3,
        unusable_at=clock.now(), reason="isv.MOBILE_NUMBER_ILLEGAL", kept_at=clock.now(),
    )  # fmt: skip
    operator = signed_in(reader, language=language, width=width)
    operator.open("/desk/notices/")
    operator.looks("notices")
    assert operator.page.inner_text(".count") == "3"
    operator.open("/desk/notices/?show=unread")
    operator.press("section form button")
    assert operator.page.inner_text(".count") == "2"
    operator.press("form[action$='/read/']:not(section form) button")
    assert operator.page.query_selector(".count") is None
    operator.looks("notices-empty")
    operator.open("/account/notices/")
    operator.looks("notices-own")
    operator.page.fill("[name=quiet_from]", "21:30")
    operator.page.fill("[name=quiet_to]", "07:30")
    operator.press("form[action='/account/notices/'] button")
    assert operator.page.input_value("[name=quiet_from]") == "21:30"
    operator.page.fill("[name=address]", "nobody")
    operator.press("form:has([name=address]) button")
    operator.looks("notices-refused")


@TWO_WAYS
def test_an_administrator_decides_on_what_could_not_be_sent(reader, site, ways, language, width) -> None:
    at = clock.now()
    account(site.peopled.town, "you.ning", "尤宁", "system_admin", at)
    administrator = signed_in(reader, "you.ning", language=language, width=width)
    administrator.open("/desk/notices/failed/")
    administrator.looks("failed-none")
    for channel, reason in (("email", "smtp_550"), ("sms", "isv.AMOUNT_NOT_ENOUGH")):
        notice = told(site.peopled.accounts["operator"].ref, 5)
        Delivery.objects.create(
            notice=notice, reader=notice.recipient, channel=channel, state="dead", attempts=8, reason=reason,
            next_at=at, made_at=at, changed_at=at,
        )  # fmt: skip
    administrator.open("/desk/notices/failed/")
    administrator.looks("failed")
    administrator.press("button[value=give_up]")
    assert Delivery.objects.filter(state="failed").count() == 1
