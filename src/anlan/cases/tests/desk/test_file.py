"""The file of a case on paper: what the reader may see, nothing from outside, nobody else's."""

import pytest
from django.test import Client
from tests.browser.town import account
from weasyprint.urls import FatalURLFetchingError

from anlan.cases.public import add_note
from anlan.cases.web import file as printing
from anlan.kit import clock
from anlan.kit.paper import pdf

pytestmark = pytest.mark.slow


@pytest.fixture
def at_a_desk(town, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: town.at)

    def sit(role="operator", **where):
        client = Client()
        person = account(town, f"{role}.{len(where)}", "王静", role, town.at, **where)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sit


def test_the_file_is_a_pdf_that_nobody_keeps(town, at_a_desk):
    case = town.handled(words="小区门口消防通道被车辆占用\n<img src='http://127.0.0.1:1/x'>")
    answer = at_a_desk().get(f"/desk/{case.number}/file.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]


def test_a_file_of_another_street_is_not_found(town, at_a_desk):
    case = town.case(place=town.far_grid)
    answer = at_a_desk(place=town.district.streets[0]).get(f"/desk/{case.number}/file.pdf")
    assert answer.status_code == 404


def test_the_paper_has_the_story_the_proof_and_who_printed_it_but_no_contact(town, at_a_desk, monkeypatch):
    seen = {}
    monkeypatch.setattr(printing, "pdf", lambda html, pictures: seen.setdefault("html", html).encode())
    case = town.case(contact={"name": "赵六", "phone": "13800001234"})
    add_note(by=town.actor("operator"), at=town.later(hours=1), case=case.id, words="已电话联系物业")
    at_a_desk().get(f"/desk/{case.number}/file.pdf")
    html = seen["html"]
    assert case.receipt in html
    assert "已电话联系物业" in html
    assert "王静" in html
    assert "13800001234" not in html
    assert "赵六" not in html


def test_printing_reaches_out_to_nobody():
    for address in ("http://127.0.0.1:1/x.jpg", "file:///etc/passwd", "data:image/png;base64,AAAA"):
        with pytest.raises(FatalURLFetchingError):
            pdf(f"<img src='{address}'>")


def test_hostile_words_stay_words_on_paper(town, at_a_desk, monkeypatch):
    seen = {}
    monkeypatch.setattr(printing, "pdf", lambda html, pictures: seen.setdefault("html", html).encode())
    case = town.case(words="<script>alert(1)</script>" + "长" * 3000)
    at_a_desk().get(f"/desk/{case.number}/file.pdf")
    assert "<script>" not in seen["html"]
