"""Requests as providers want them: compared with their own published examples, or checked by other means."""

import base64
import hashlib
import json
import subprocess
from datetime import UTC, datetime
from uuid import UUID

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from anlan.notices.channels import sms_aliyun, sms_tencent, webhook
from anlan.notices.channels.base import Envelope
from anlan.notices.channels.dingtalk import robot_sign
from anlan.notices.channels.webpush import Browser, PushSettings, b64, build, seal, unb64

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ID = UUID("019c0000-0000-7000-8000-000000000001")


def envelope(to, **given):
    return Envelope(
        id=ID,
        to=to,
        subject="安澜：事项 100001",
        text="您反映的事项 100001 已结案。",
        number="100001",
        **given,
    )


def test_the_aliyun_signature_is_that_of_its_documentation():
    """help.aliyun.com: 固定参数示例 of the V3 signature (RunInstances)."""
    signed = sms_aliyun.sign(
        method="POST",
        host="ecs.cn-shanghai.aliyuncs.com",
        query={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        headers={
            "x-acs-action": "RunInstances",
            "x-acs-version": "2014-05-26",
            "x-acs-date": "2023-10-26T10:22:32Z",
            "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        },
        body=b"",
        key_id="YourAccessKeyId",
        key="YourAccessKeySecret",
    )
    assert signed["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_a_text_message_carries_number_and_text_in_its_template_and_no_more():
    settings = sms_aliyun.AliyunSettings(
        access_key_id="id", access_key_secret="key", sign_name="安澜", template="SMS_1",
        params={"number": "{number}", "text": "{text}", "odd": "{number.__class__}"},
    )  # fmt: skip
    long = envelope("+8613800000000", count=2)
    request = sms_aliyun.build(settings, long, AT, "nonce")
    assert "PhoneNumbers=13800000000&" in request.url
    assert f"OutId={ID}" in request.url
    filled = sms_aliyun.filled(settings.params, envelope("x" * 11))
    assert filled["number"] == "100001"
    assert filled["odd"] == "{number.__class__}"
    assert len(sms_aliyun.filled({"t": "{text}"}, Envelope(ID, "1", "", "字" * 500))["t"]) == 35


def test_the_tencent_signature_is_what_openssl_makes_of_the_same_words():
    body = b'{"Limit": 1}'
    made = sms_tencent.authorization(
        host="sms.tencentcloudapi.com",
        service="sms",
        body=body,
        stamp=1772413200,
        key_id="AKID",
        key="secret",
    )
    canonical = (
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:sms.tencentcloudapi.com\n\n"
        f"content-type;host\n{hashlib.sha256(body).hexdigest()}"
    )
    day = "2026-03-02"
    words = f"TC3-HMAC-SHA256\n1772413200\n{day}/sms/tc3_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = openssl(b"TC3secret", day.encode())
    for part in (b"sms", b"tc3_request"):
        key = openssl(key, part)
    assert made.endswith(f"Signature={openssl(key, words.encode()).hex()}")


def openssl(key, words):
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"]
    return subprocess.run(command, input=words, capture_output=True, check=True).stdout


def test_a_group_robot_is_signed_as_its_manual_says():
    """open.dingtalk.com 加签: Base64 of HMAC-SHA256 over `timestamp\\nsecret`."""
    expected = base64.b64encode(openssl(b"SECabc", b"1772413200000\nSECabc")).decode()
    assert robot_sign(1772413200000, "SECabc") == expected


def test_a_push_message_is_sealed_as_in_rfc_8291_appendix_a():
    receiver = Browser(
        "https://push.example.net/x",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    private = int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        receiver,
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
        key=ec.derive_private_key(private, ec.SECP256R1()),
    )
    assert b64(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_push_request_is_signed_for_its_service_and_opens_in_its_browser_only():
    ours, browsers = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    from anlan.notices.channels.webpush import public_of

    browser = Browser("https://push.example.net:8443/send/x", public_of(browsers), b64(b"a" * 16))
    settings = PushSettings(contact="mailto:it@district.example")
    request = build(settings, ours, envelope(browser.kept(), urgent=True), AT)
    token = request.headers["Authorization"].removeprefix("vapid t=").partition(", k=")[0]
    head, claims, mark = token.split(".")
    raw = unb64(mark)
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    ours.public_key().verify(signature, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        browsers.public_key().verify(signature, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(unb64(claims))
    assert said == {
        "aud": "https://push.example.net:8443",
        "exp": int(AT.timestamp()) + 12 * 3600,
        "sub": settings.contact,
    }
    assert request.headers["Urgency"] == "high"
    opened = http_ece.decrypt(request.body, private_key=browsers, auth_secret=b"a" * 16, version="aes128gcm")
    assert json.loads(opened)["body"] == "您反映的事项 100001 已结案。"
    again = build(settings, ours, envelope(browser.kept(), urgent=True), AT)
    assert again.headers["Topic"] == request.headers["Topic"]  # the second try replaces the first
    assert len(request.headers["Topic"]) == 32


HOOK = webhook.WebhookSettings(units={"u": {"url": "https://x.example/h", "keys": ["new-key", "old-key"]}})


def sent():
    request = webhook.build(HOOK, envelope("u"), AT)
    header = request.headers["Anlan-Signature"]
    return {
        "header": header,
        "id": request.headers["Anlan-Id"],
        "body": request.body,
        "now": int(AT.timestamp()),
    }


@pytest.mark.parametrize("keys", [["new-key"], ["old-key"], ["another", "old-key"]])
def test_a_webhook_is_believed_with_either_key_while_they_are_rotated(keys):
    assert webhook.check_signature(keys, **sent())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"body": b'{"id":"forged"}'}, "another body"),
        ({"id": "another"}, "another id"),
        ({"now": int(AT.timestamp()) + 301}, "too late: a replay"),
        ({"now": int(AT.timestamp()) - 301}, "from the future"),
        ({"seen": {str(ID)}}, "seen before"),
        ({"header": "t=1772413200,v1=00"}, "a guess"),
        ({"header": "t=1772413200"}, "no mark at all"),
        ({"header": "t=1772413200,t=1772413201,v1=00"}, "two times"),
        ({"header": "é=,v1=é,t=²"}, "nonsense"),
        ({"header": ""}, "nothing"),
    ],
)
def test_a_forged_or_repeated_webhook_is_refused(changed, why):
    assert not webhook.check_signature(["new-key", "old-key"], **{**sent(), **changed}), why


def test_a_webhook_signed_with_a_key_of_somebody_else_is_refused():
    assert not webhook.check_signature(["stranger"], **sent())
    # a header that carries its own time over the old body is refused as well
    forged = sent()
    forged["header"] = forged["header"].replace(f"t={forged['now']}", f"t={forged['now'] + 5}")
    assert not webhook.check_signature(["new-key"], **forged)
