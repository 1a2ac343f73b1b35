"""What residents' pages are sent by those who mean no good, or by accident."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from anlan.cases.public import Case, CaseNotFound
from anlan.kit.ids import new_token
from anlan.portal import following
from anlan.portal.pace import LOOKS, TooOften

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% load static %}",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "\u202egnirts desrever",
]
REFUSED = 422


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_shown_as_it_was_written_and_never_run(client: Client, filled, words: str) -> None:
    raw = ("<script>alert", "<img src=x", "<svg onload")
    checked = client.post("/report/", filled(words=words, address=words, name=words)).content.decode()
    sent = client.post("/report/", filled(step="send", words=words, address=words, name=words))
    token = sent.headers["Location"].strip("/").rpartition("/")[2]
    pages = [
        checked,
        client.get(f"/track/{token}/").content.decode(),
        client.get(f"/receipt/{token}/").content.decode(),
    ]
    pages += [
        client.get("/ask/", {"q": words}).content.decode(),
        client.get("/community/", {"q": words}).content.decode(),
    ]
    for page in pages:
        assert not any(part in page for part in raw)
        assert ">49<" not in page
    assert Case.objects.get().text.words == words.removeprefix("\u202e")  # a turned line is set straight


@pytest.mark.parametrize("words", ["x" * 10_000, "安" * 10_000, "https://" + "a" * 10_000, "\u0301" * 10_000])
def test_a_word_of_ten_thousand_characters_is_refused_at_its_field_and_kept(
    client: Client, filled, words: str
) -> None:
    answer = client.post("/report/", filled(words=words))
    page = answer.content.decode()
    assert answer.status_code == REFUSED
    assert 'href="#id_words"' in page
    assert words in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("path", ["/ask/", "/report/suggest/", "/community/"])
def test_a_word_of_ten_thousand_characters_does_not_stop_a_question(client: Client, town, path: str) -> None:
    assert client.get(path, {"q": "x" * 10_000, "words": "x" * 10_000}).status_code == 200


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("lamp.jpg", b"\0" * 1_000_000)
    return held.getvalue()


@pytest.mark.parametrize("name", ["lamp.jpg", "lamp.zip", "lamp.jpg.zip"])
@pytest.mark.parametrize("prefix", [b"", b"\xff\xd8\xff\xe0"])
def test_a_photograph_that_is_a_zip_is_refused_at_its_field(
    client: Client, filled, name: str, prefix: bytes
) -> None:
    upload = SimpleUploadedFile(name, prefix + archive(), "image/jpeg")
    answer = client.post("/report/", filled(photos=[upload]))
    page = answer.content.decode()
    assert answer.status_code == REFUSED
    assert 'href="#id_photos"' in page
    assert "门口的路灯" in page


@pytest.mark.slow
def test_ten_thousand_guessed_codes_find_nothing_and_are_stopped(client: Client, token: str) -> None:
    """Paced: 120 in ten minutes from one network. 128 bits would take longer than the sun has left anyway."""
    asked = RequestFactory().get("/track/x/", REMOTE_ADDR="203.0.113.9")
    LOOKS.forget()
    with CaptureQueriesContext(connection) as queries:
        refused = missed = 0
        for _ in range(10_000):
            try:
                following._tracked(asked, new_token())
            except TooOften:
                refused += 1
            except CaseNotFound:
                missed += 1
    assert missed == LOOKS.times
    assert refused == 10_000 - LOOKS.times
    assert len(queries) == LOOKS.times  # one look by index each, and none once it is stopped


def test_nothing_tells_a_near_miss_from_a_far_one(client: Client, token: str) -> None:
    """The same answer, the same query, the same work: for a code that is one letter off as for nonsense."""
    near = ("b" if token[0] == "a" else "a") + token[1:]
    answers, costs = set(), set()
    for guess in (near, new_token(), "x", "y" * 80, "%00", "é"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/track/{guess}/")
        answers.add((answer.status_code, answer.content.decode().split("<main", 1)[1].split("csrf", 1)[0]))
        costs.add(len(queries))
    assert len(answers) == 1
    assert len(costs) == 1
    assert answers.pop()[0] == 404
