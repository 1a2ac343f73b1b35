"""One's own ways: kept, shown concealed, taken away; browsers; and what is refused."""

import json

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec

from anlan.access.public import anonymous
from anlan.kit.errors import NotFound
from anlan.notices.channels.settings import make_push_key, ways
from anlan.notices.channels.webpush import b64, public_of
from anlan.notices.errors import ChannelsFileOpen, ChannelsUnreadable
from anlan.notices.models import Address, Preference
from anlan.notices.public import forget_address, keep_address, prefer


def test_ones_own_ways_are_kept_shown_concealed_and_taken_away(town, pages, outside):
    outside.settings("email", "sms")
    browser, actor = pages("operator", email="me@staff.example")
    given = {"on": ["email"], "quiet_from": "21:00", "quiet_to": "08:00", "digest": "on"}
    assert browser.post("/account/notices/", given).status_code == 302
    kept = Preference.objects.get(account=actor.account_id)
    assert (kept.off, f"{kept.quiet_from:%H:%M}", kept.digest) == (["sms"], "21:00", True)
    assert (
        browser.post("/account/notices/address/", {"channel": "sms", "address": "139 1234 5678"}).status_code
        == 302
    )
    row = Address.objects.get(owner=actor.ref)
    page = browser.get("/account/notices/").content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page
    assert b"13912345678" not in bytes(row.sealed)
    browser.post("/account/notices/address/", {"forget": str(row.id)})
    assert not Address.objects.exists()


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/account/notices/", {"quiet_from": "25:00", "quiet_to": "07:00"}),
        ("/account/notices/", {"quiet_from": "22:00"}),
        ("/account/notices/", {"on": ["pigeon"]}),
        ("/account/notices/address/", {"channel": "sms", "address": "not a number"}),
        ("/account/notices/address/", {"channel": "sms", "address": "139\x001"}),
        ("/account/notices/address/", {"channel": "email", "address": "a@b\r\nBcc: c@d.e"}),
        ("/account/notices/address/", {"channel": "wecom", "address": "x"}),
        ("/account/notices/address/", {}),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(town, pages, outside, path, given):
    outside.settings("email", "sms")
    browser, _ = pages("operator")
    assert browser.post(path, given).status_code == 422
    assert not Address.objects.exists()


def test_somebody_elses_address_cannot_be_taken_away(town, pages, outside):

    outside.settings("sms")
    mine, _ = pages("operator")
    theirs, other = pages("operator", name="other")
    theirs.post("/account/notices/address/", {"channel": "sms", "address": "13912345678"})
    row = Address.objects.get(owner=other.ref)
    assert mine.post("/account/notices/address/", {"forget": str(row.id)}).status_code == 404
    assert mine.post("/account/notices/address/", {"forget": "x"}).status_code == 404
    assert Address.objects.filter(pk=row.pk).exists()
    with pytest.raises(NotFound):
        forget_address(by=town.actor("operator", name="third"), at=town.at, address=row.id)


def push_settings(outside):

    path, _ = make_push_key()
    outside.path.write_text(
        yaml.safe_dump({"push": {"contact": "mailto:it@d.example", "key_file": str(path)}})
    )
    outside.path.chmod(0o600)


def subscription(endpoint="https://push.example.net/send/abc"):
    key = public_of(ec.generate_private_key(ec.SECP256R1()))
    return {"endpoint": endpoint, "p256dh": key, "auth": b64(b"a" * 16)}


def post_json(browser, body):
    return browser.post("/account/notices/browser/", json.dumps(body), content_type="application/json")


def test_a_browser_belongs_to_one_account(town, pages, outside, settings, tmp_path):
    settings.STATE = tmp_path
    push_settings(outside)
    mine, actor = pages("operator")
    theirs, _ = pages("operator", name="other")
    given = subscription()
    assert post_json(mine, given).json() == {"kept": True}
    assert post_json(mine, given).status_code == 200  # again: the same row
    assert post_json(theirs, given).status_code == 409
    assert list(Address.objects.values_list("owner", "channel")) == [(actor.ref, "push")]
    page = mine.get("/account/notices/").content.decode()
    assert "push.example.net" in page
    assert given["auth"] not in page


@pytest.mark.parametrize(
    "given",
    [
        subscription("http://push.example.net/x"), subscription("https://user:pw@push.example.net/"),
        subscription("https://push.example.net:22/"), subscription("file:///etc/passwd"),
        {"endpoint": "https://push.example.net/x", "p256dh": "AAAA", "auth": "AAAA"}, {"endpoint": 1}, [], "x",
        {**subscription(), "auth": "short"},
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(pages, outside, settings, tmp_path, given):
    settings.STATE = tmp_path
    push_settings(outside)
    browser, _ = pages("operator")
    assert post_json(browser, given).status_code in (422,)
    assert not Address.objects.exists()


def test_at_most_five_browsers(town, pages, outside, settings, tmp_path):
    settings.STATE = tmp_path
    push_settings(outside)
    browser, _ = pages("operator")
    answers = [post_json(browser, subscription(f"https://push.example.net/{number}")) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [422]


@pytest.mark.parametrize("path", ["/desk/notices/", "/desk/notices/failed/", "/account/notices/"])
def test_nobody_unknown_sees_any_of_it(client, town, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url
    assert client.post("/desk/notices/read/").status_code in (302, 403)


def test_a_resident_without_an_account_has_nothing_to_prefer(town):

    with pytest.raises(NotFound):
        prefer(by=anonymous, at=town.at)
    with pytest.raises(NotFound):
        keep_address(by=anonymous, at=town.at, channel="sms", address="13912345678")


def test_settings_that_others_may_read_are_refused(outside):

    outside.settings("email")
    outside.path.chmod(0o644)
    with pytest.raises(ChannelsFileOpen):
        ways()
    outside.path.chmod(0o600)
    for text in ("email: {host: h, sender: a@b, password: [s3cr3t]}", "pigeon: {}", "- x", "a: [", "sms: 5"):
        outside.path.write_text(text)
        with pytest.raises(ChannelsUnreadable) as refused:
            ways()
        assert "s3cr3t" not in refused.value.message()


def test_a_broken_file_of_settings_keeps_no_notice_from_being_written(town, outside, pages):
    from anlan.notices.models import Delivery, Notice

    outside.path.write_text("email: {host: [s3cr3t]}")
    outside.path.chmod(0o600)
    case = town.case()
    assert Notice.objects.filter(subject=case.id).exists()
    assert not Delivery.objects.exists()
    browser, _ = pages("system_admin")
    page = browser.get("/desk/notices/failed/").content.decode()
    assert 'role="alert"' in page
    assert "channels.yaml: host" in page
    assert "s3cr3t" not in page
