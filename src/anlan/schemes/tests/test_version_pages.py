"""The pages of capabilities: versions, differences, publishing from a folder, withdrawing."""

import shutil
from datetime import date

import pytest

from anlan.access.public import service
from anlan.schemes.browsing import compare, gone_out_of_date
from anlan.schemes.folders import BUILTIN
from anlan.schemes.models import SchemeVersion
from anlan.schemes.public import current, load, publish

PAGES = "/desk/admin/capabilities/"


@pytest.fixture
def admin(browser):
    return browser("system_admin")


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A district's own copy of the hotline, one version higher, and without its last keyword of noise."""
    shutil.copytree(BUILTIN / "hotline", tmp_path / "hotline")
    file = tmp_path / "hotline" / "capability.yaml"
    text = file.read_text(encoding="utf-8")
    version = current("hotline").version
    file.write_text(text.replace(f"version: {version}\n", f"version: {version + 1}\n", 1), encoding="utf-8")
    monkeypatch.setenv("ANLAN_CAPABILITIES", str(tmp_path))
    return tmp_path / "hotline"


def test_a_folder_is_looked_at_and_then_published(gallery, admin, own):
    assert "hotline" in admin.get(PAGES).content.decode()
    page = admin.get(f"{PAGES}publish/hotline/")
    digest = load(own).hash
    assert digest in page.content.decode()
    before = current("hotline").hash
    assert admin.post(f"{PAGES}publish/hotline/", {"hash": "0" * 64}).status_code == 409, (
        "looked at another one"
    )
    assert admin.post(f"{PAGES}publish/hotline/", {"hash": digest}).status_code == 302
    assert current("hotline").hash == digest
    changes = compare(before, digest)
    assert [change.path for change in changes] == ["capability.version"]
    compared = admin.get(f"{PAGES}compare/{before}/{digest}/").content.decode()
    assert "capability.version" in compared
    assert admin.get(f"{PAGES}hotline/?old={before}&new={digest}").status_code == 302


def test_a_folder_with_mistakes_says_them_and_is_not_published(gallery, admin, own):
    file = own / "capability.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("routing:", "routing_of:", 1), encoding="utf-8")
    page = admin.get(f"{PAGES}publish/hotline/")
    assert page.status_code == 200
    assert "routing_of" in page.content.decode()
    assert 'name="hash"' not in page.content.decode()


def test_before_it_is_published_it_says_what_it_changes_and_a_mistake_has_its_line(gallery, admin, own):
    file = own / "capability.yaml"
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound.replace("      value: 4\n", "      value: 2\n", 1), encoding="utf-8")
    page = admin.get(f"{PAGES}publish/hotline/").content.decode()
    assert "<code>capability.cases.clocks[sign].value</code>" in page
    assert "<del>4</del>" in page
    assert "<ins>2</ins>" in page
    file.write_text(sound.replace("calendar: cn\n", "calendar: cm\n"), encoding="utf-8")
    line = file.read_text(encoding="utf-8").splitlines().index("      calendar: cm") + 1
    page = admin.get(f"{PAGES}publish/hotline/").content.decode()
    assert f"hotline/capability.yaml:{line} " in page
    assert "<del>" not in page


def test_the_same_version_with_other_contents_is_refused(gallery, admin, own):
    publish(load(own), by=service("setup"), at=gallery.town.at)
    file = own / "capability.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("stars: 5", "stars: 5", 1) + "\n", encoding="utf-8"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("community_committee", "fire"), encoding="utf-8")
    digest = load(own).hash
    assert admin.post(f"{PAGES}publish/hotline/", {"hash": digest}).status_code in (409, 422)


def test_a_version_is_withdrawn_once(gallery, admin, own):
    before = current("hotline").hash
    digest = publish(load(own), by=service("setup"), at=gallery.town.at).hash
    assert admin.get(f"{PAGES}withdraw/{digest}/").status_code == 200
    assert admin.post(f"{PAGES}withdraw/{digest}/").status_code == 302
    assert current("hotline").hash == before
    assert admin.post(f"{PAGES}withdraw/{digest}/").status_code == 409
    assert admin.post(f"{PAGES}withdraw/{'0' * 64}/").status_code == 404


def test_nobody_else_looks_or_publishes(gallery, browser):
    digest = SchemeVersion.objects.values_list("hash", flat=True)[0]
    for role in ("operator", "security_admin", "auditor", "supervisor"):
        for path in (
            "",
            "hotline/",
            f"compare/{digest}/{digest}/",
            "publish/hotline/",
            f"withdraw/{digest}/",
        ):
            assert browser(role).get(f"{PAGES}{path}").status_code == 403, (role, path)
        assert browser(role).post(f"{PAGES}withdraw/{digest}/").status_code == 403
    assert browser("system_admin").get(f"{PAGES}no-such/").status_code == 404
    assert browser("system_admin").get(f"{PAGES}publish/no-such/").status_code == 404


def test_an_item_is_compared_by_its_code_wherever_it_stands():
    from anlan.schemes.browsing import _said

    one = {
        "list": [{"code": "a", "x": 1}, {"code": "b", "x": 2}],
        "tags": ["p", "q"],
        "empty": [],
        "none": None,
    }
    moved = {**one, "list": list(reversed(one["list"]))}
    assert dict(_said(one)) == dict(_said(moved))
    assert dict(_said(one)) == {
        "list[a].code": "a", "list[a].x": "1", "list[b].code": "b", "list[b].x": "2", "tags": "p, q",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_they_stand_in_both_languages(gallery, admin, own, language):
    admin.cookies["django_language"] = language
    digest = current("hotline").hash
    for path in ("", "hotline/", f"compare/{digest}/{digest}/", "publish/hotline/", f"withdraw/{digest}/"):
        page = admin.get(f"{PAGES}{path}")
        assert page.status_code == 200
        assert f'<html lang="{language}"'.encode() in page.content


def test_an_article_that_has_gone_out_of_date_is_marked_where_capabilities_are_looked_after(
    gallery, admin, monkeypatch
):
    assert "valid_until" not in admin.get(f"{PAGES}hotline/").content.decode()
    monkeypatch.setattr("anlan.schemes.web.localdate", lambda now: date(2028, 1, 1))
    page = admin.get(f"{PAGES}hotline/").content.decode()
    assert "Electric bicycles" in page or "电动自行车" in page
    assert page.count("valid_until") == len(gone_out_of_date(current("hotline"), date(2028, 1, 1))) > 1
    assert "处已过期" in admin.get(PAGES).content.decode()
