"""Nobody fills the disk: who sends more files in a day than are stored for one payer is refused, whole and in words."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.api.asking import upload

from anlan.cases.files.photographs import store
from anlan.cases.models import Attachment
from anlan.kit.files.errors import DocumentIncomplete
from anlan.ledger.public import history

MB = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


@pytest.fixture(autouse=True)
def small(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ANLAN_STORED_A_DAY = 1


def noise():
    """A photograph that cannot be made small: some 600 KB once written anew."""
    file = io.BytesIO()
    Image.effect_noise((1200, 1000), 90).save(file, "JPEG", quality=90)
    file.seek(0)
    file.name = "noise.jpg"
    return file


def document(size):
    return SimpleUploadedFile("鉴定报告.pdf", PDF + b"%" * size + b"\n%%EOF\n", "application/pdf")


def attach(client, gallery, *files):
    case = gallery.case("handling")
    given = {"version": case.version, "stage": "after", "photos": list(files)}
    return client.post(f"/desk/{case.number}/do/attach/", given)


def kept():
    return (store().size().files, Attachment.objects.count())


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "每天最多可存 1 MB"), ("en", "At most 1 MB")])
def test_an_account_that_sends_photograph_after_photograph_is_stopped(gallery, browser, language, words):
    client = browser("operator")
    client.cookies["django_language"] = language
    assert upload(client, noise()).status_code == 201
    before = kept()
    answer = upload(client, noise())
    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (
        429,
        "stored_too_much",
        "file",
    )
    assert words in answer.json()["message"]
    assert kept() == before
    assert upload(browser("handler"), noise()).status_code == 201


@pytest.mark.slow
def test_without_an_account_the_address_is_stopped_whatever_browser_it_takes(gallery):
    near, far = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "203.0.113.10"}
    assert upload(Client(**near), noise()).status_code == 201
    assert upload(Client(**near), noise()).status_code == 429
    assert upload(Client(**far), noise()).status_code == 201


@pytest.mark.slow
def test_a_form_with_more_than_is_left_attaches_nothing_of_it(gallery, browser):
    client, case = browser("operator"), gallery.case("handling")
    before, told = kept(), history(case.id)
    answer = attach(client, gallery, document(MB // 2), document(MB // 2), document(100))
    assert answer.status_code == 429
    assert "每天最多可存 1 MB" in answer.content.decode()
    assert (kept(), history(case.id)) == (before, told)
    assert attach(client, gallery, document(MB // 2)).status_code == 302
    assert attach(client, gallery, document(MB // 2)).status_code == 429


@pytest.mark.slow
def test_a_file_that_cannot_be_taken_costs_nothing_and_keeps_nothing_beside_it(gallery, browser):
    client = browser("operator")
    before = kept()
    broken = SimpleUploadedFile("x.pdf", PDF, "application/pdf")
    answer = attach(client, gallery, document(MB // 2), broken)
    assert answer.status_code == DocumentIncomplete.status
    assert kept() == before
    assert attach(client, gallery, document(MB // 2)).status_code == 302
