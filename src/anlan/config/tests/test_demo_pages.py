"""Every page of a demonstration says 演示数据, also the pages that refuse."""

import pytest
from django.contrib.auth import get_user_model
from tests.enumerating.urls import PAGES

from anlan.cases.models import Case
from anlan.config.demo.crew import Alone
from anlan.config.demo.fill import Scale, fill
from anlan.kit import clock

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PLAIN = sorted(page for page in PAGES if "<" not in page and not page.startswith("api/"))


@pytest.fixture
def demonstration(db, settings, tmp_path):
    settings.ANLAN_DEMO = True
    small = Scale(days=1, a_day=20, streets=1, premises=5)
    fill(now=clock.now(), logins=tmp_path / "l", crew=Alone(), scale=small, tick=lambda *_: None)


def whole(answer):
    """Whether it is a page, not a fragment, a picture or a step to another page."""
    html = answer.headers.get("content-type", "").startswith("text/html") and not answer.streaming
    return html and b"<html" in answer.content


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_demonstration_says_so(demonstration, client, language):
    words = {"zh-hans": "演示数据", "en": "Demonstration data"}[language]
    looked = 0
    for username in ("", "operator", "urban01", "leader", "auditor", "system", "security"):
        if username:
            client.force_login(get_user_model().objects.get(username=username))
        case = Case.objects.order_by("-number").values_list("number", flat=True)[0]
        for page in [*PLAIN, f"desk/{case}/", "desk/1/", "nowhere/", "track/nothing/", "verify/nothing/"]:
            if "logout" in page:
                continue
            answer = client.get(f"/{page}", headers={"accept-language": language})
            if whole(answer):
                assert words in answer.content.decode(), (username, page, answer.status_code)
                looked += 1
    assert looked > 60


def test_an_installation_that_is_none_does_not_say_so(client, settings, town):
    settings.ANLAN_DEMO = False
    assert "演示数据" not in client.get("/", headers={"accept-language": "zh-hans"}).content.decode()
