"""Reporting over HTTP: once, safely, with or without an account."""

import json

import pytest
from tests.api.asking import KEY, body_for, picture, post, report_body, upload

from anlan.cases.api.bodies import body_of
from anlan.cases.models import Attachment, Case, Intake
from anlan.cases.tests.verbs.moves import MOVES, everything, ready
from anlan.cases.verbs import VERBS
from anlan.portal.public import REPORTS


def refusal(answer):
    told = answer.json()
    assert set(told) == {"error", "message", "field", "details"}
    return answer.status_code, told["error"], told["field"]


def test_a_report_is_created_once_and_repeated_as_often_as_it_is_sent(gallery, browser):
    nobody, before = browser(None), Case.objects.count()
    first = post(nobody, "cases", report_body(gallery), key=KEY)
    again = post(nobody, "cases", report_body(gallery), key=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"repeated": True} == again.json()
    assert Case.objects.count() == before + 1


def test_the_same_key_with_another_body_is_refused(gallery, browser):
    nobody = browser(None)
    post(nobody, "cases", report_body(gallery), key=KEY)
    answer = post(nobody, "cases", report_body(gallery, words="别的事"), key=KEY)
    assert refusal(answer) == (422, "key_reused", "key")


def test_a_loop_is_told_how_long_to_wait(gallery, browser, monkeypatch):
    monkeypatch.setattr(REPORTS, "times", 1)
    REPORTS.forget()
    answers = [post(browser(None), "cases", report_body(gallery), key=key) for key in (KEY, KEY[::-1])]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert answers[1]["Retry-After"] == str(round(REPORTS.seconds))


def test_the_same_key_of_two_accounts_are_two_reports(gallery, browser):
    answers = [
        post(browser(who), "cases", report_body(gallery), key=KEY) for who in ("resident", "operator", None)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["number"] for answer in answers}) == 3


@pytest.mark.parametrize("key", ["", "short", "x" * 81])
def test_without_a_proper_key_it_is_refused(gallery, browser, key):
    answer = post(browser(None), "cases", report_body(gallery), key=key)
    assert refusal(answer) == (422, "body_invalid", "Idempotency-Key")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": ...}, "words"),
        ({"words": None}, "words"),
        ({"words": 7}, "words"),
        ({"words": ""}, "words"),
        ({"words": "字" * 1_000_000}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "half \ud800"}, "words"),
        ({"address": "\udfff"}, "address"),
        ({"capability": ...}, "capability"),
        ({"capability": "hotlime"}, "capability"),
        ({"capability": "\x00"}, "capability"),
        ({"category": "noize"}, "category"),
        ({"category": "\ud800"}, "category"),
        ({"place": ...}, "place"),
        ({"place": "here"}, "place"),
        ({"place": -1}, "place"),
        ({"place": 10**40}, "place"),
        ({"place": 110101001001001}, "place"),
        ({"place": ..., "lon": "NaN", "lat": 31.2}, "point"),
        ({"place": ..., "lon": 121.4, "lat": "Infinity"}, "point"),
        ({"place": ..., "lon": 31.2, "lat": 121.4}, "point"),
        ({"place": ..., "lon": 121.4}, "lat"),
        ({"crs": "\x00", "place": ..., "lon": 121.4, "lat": 31.2}, "crs"),
        ({"crs": "EPSG:999999", "place": ..., "lon": 121.4, "lat": 31.2}, "crs"),
        ({"premises": "no-uuid"}, "premises"),
        ({"premises": "00000000-0000-4000-8000-000000000000"}, "premises"),
        ({"said_at": "yesterday"}, "said_at"),
        ({"said_at": "2026-03-02T08:00:00"}, "said_at"),
        ({"said_at": "2036-03-02T08:00:00+08:00"}, "said_at"),
        ({"said_at": "1936-03-02T08:00:00+08:00"}, "said_at"),
        ({"channel": "telepathy"}, "channel"),
        ({"answers": {"callback_time": "midnight"}}, "callback_time"),
        ({"answers": {"shoe_size": 43}}, "shoe_size"),
        ({"answers": {"\x00": 1}}, "answers"),
        ({"answers": []}, "answers"),
        ({"contact": {"phone": "call me"}}, "phone"),
        ({"contact": {"name": "a\ud800"}}, "contact"),
        ({"contact": {"id_card": "310105199001011234"}}, "contact.id_card"),
        ({"photos": ["00"]}, "photos"),
        ({"photos": "all"}, "photos"),
        ({"photos": ["zz"] * 41}, "photos"),
        ({"colour": "red"}, "colour"),
        ({"by": "account:1"}, "by"),
        ({"at": "2026-01-01T00:00:00Z"}, "at"),
    ],
)
def test_bad_input_is_refused_by_its_field_and_leaves_nothing(gallery, browser, changed, field):
    before = everything()
    answer = post(browser(None), "cases", report_body(gallery, **changed), key=KEY)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    assert answer.json()["message"]
    assert everything() == before
    assert not Intake.objects.filter(key=KEY).exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[1", "nonsense", b"\xff\xfe", '{"words": "\\x"}', "[" * 5000, "9" * 5000]
)
def test_what_is_not_json_is_refused(gallery, browser, body):
    answer = post(browser(None), "cases", body, key=KEY)
    assert answer.status_code == 422
    assert answer.json()["error"] in ("body_unreadable", "body_invalid")


@pytest.mark.parametrize("body", ["[]", "null", "7", '"words"', "true"])
def test_json_that_is_no_object_is_refused(gallery, browser, body):
    assert post(browser(None), "cases", body, key=KEY).status_code == 422


def test_a_huge_body_is_refused_before_it_is_read(gallery, browser):
    answer = post(browser(None), "cases", json.dumps({"words": "x" * 13_000_000}), key=KEY)
    assert refusal(answer)[:2] == (413, "too_large")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "“colour”不能接受：没有这一项"), ("en", "“colour” cannot be accepted")],
)
def test_a_refusal_speaks_the_language_asked_for(gallery, browser, language, words):
    body = report_body(gallery, colour="red")
    answer = post(browser(None), "cases", body, key=KEY, **{"Accept-Language": language})
    assert words in answer.json()["message"]


def columns():
    return {field.name for field in Case._meta.get_fields() if field.concrete} | {"id", "pk"}


@pytest.mark.slow
def test_no_column_of_a_case_can_be_slipped_into_a_report(gallery, browser):
    taken = {"category", "channel", "premises", "lon", "lat", "capability", "said_at"}
    client, before = browser("operator"), Case.objects.count()
    for column in sorted(columns() - taken):
        answer = post(client, "cases", report_body(gallery, **{column: 1}), key=KEY)
        assert refusal(answer) == (422, "body_invalid", column)
    assert Case.objects.count() == before


@pytest.mark.slow
@pytest.mark.parametrize("verb", MOVES)
def test_no_column_of_a_case_can_be_slipped_into_a_verb(gallery, browser, verb):
    move = MOVES[verb]
    ready(gallery, verb)
    role = next((role for role in sorted(move.roles) if role != "reporter"), "operator")
    client, number = browser(role), gallery.case(move.state).number
    body, before = body_for(gallery, verb), everything()
    body.pop("photos", None)
    for column in sorted(columns() - set(body_of(VERBS[verb]).model_fields)):
        answer = post(client, f"cases/{number}/{verb}", body | {column: 1})
        assert (answer.status_code, answer.json()["field"]) in ((422, column), (422, "photos")), column
    assert everything() == before


def test_a_photograph_goes_with_the_report_of_whoever_sent_it(gallery, browser):
    for who in (None, "resident"):
        client = browser(who)
        handle = upload(client).json()["photo"]
        answer = post(client, "cases", report_body(gallery, photos=[handle]), key=KEY)
        assert answer.status_code == 201, answer.content
        assert Attachment.objects.filter(case=answer.json()["case"], stage="report").count() == 1


@pytest.mark.parametrize(
    ("sender", "user"), [("resident", "operator"), ("resident", None), (None, "resident")]
)
def test_the_photograph_of_somebody_else_is_refused(gallery, browser, sender, user):
    handle = upload(browser(sender)).json()["photo"]
    answer = post(browser(user), "cases", report_body(gallery, photos=[handle]), key=KEY)
    assert refusal(answer) == (422, "photo_handle_wrong", "photos")


def test_a_forged_handle_is_refused(gallery, browser):
    nobody = browser(None)
    handle = upload(nobody).json()["photo"]
    other = "0" if handle[-1] != "0" else "1"
    for forged in (handle[:-1] + other, handle[2:], handle + "00", "ab" * 60, "\u00e9" * 4):
        answer = post(nobody, "cases", report_body(gallery, photos=[forged]), key=KEY)
        assert refusal(answer) == (422, "photo_handle_wrong", "photos")


def _bomb():
    """A PNG that says it is 20000 × 10000 pixels."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (_bomb(), 413, "photo_has_too_many_pixels"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            422,
            "photo_kind_refused",
        ),
        (b"PK\x03\x04" + b"\0" * 100, 422, "photo_kind_refused"),
        (b"%PDF-1.7", 422, "photo_kind_refused"),
        (b"<html><script>", 422, "photo_kind_refused"),
        (b"\xff\xd8\xff\xe0" + b"nonsense" * 20, 422, "photo_unreadable"),
        (b"", 422, None),
        (b"\xff\xd8\xff" + b"\0" * (12 * 1024 * 1024 + 1), 413, "too_large"),
    ],
    ids=["200-megapixels", "svg", "zip", "pdf", "html", "broken", "empty", "too-large"],
)
def test_what_is_no_photograph_is_refused(gallery, browser, content, status, error):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    answer = upload(browser(None), file)
    assert answer.status_code == status, answer.content
    assert answer.json()["field"] == "file"
    assert error is None or answer.json()["error"] == error


def test_a_photograph_is_served_so_that_no_browser_runs_it(gallery, browser):
    client = browser("operator")
    number = gallery.case("handling").number
    handle = upload(client, picture(kind="PNG")).json()["photo"]
    assert post(client, f"cases/{number}/attach", {"photos": [handle]}).status_code == 200
    kept = Attachment.objects.get(case__number=number)
    answer = client.get(f"/api/cases/{number}/photographs/{kept.id}")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
