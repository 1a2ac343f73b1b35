"""The pages of units: found under their places, changed against a version, closed with eyes open."""

import re

import pytest

from anlan.parties.errors import ChangedMeanwhile, UnitUnknown
from anlan.parties.models import Unit
from anlan.parties.public import close_unit

UNITS = "/desk/admin/units/"


@pytest.fixture
def admin(browser):
    return browser("system_admin")


def told(page):
    return re.sub(r"<[^>]+>", " ", page.content.decode())


def form_of(unit, **more):
    given = {
        "name_zh": unit.name_zh, "name_en": unit.name_en, "roles": " ".join(unit.roles),
        "shield": "\n".join(unit.shield), "version": unit.version,
    }  # fmt: skip
    return given | more


def test_units_stand_under_their_places_and_are_found(gallery, admin):
    squad = gallery.town.units["street1.urban"]
    page = told(admin.get(UNITS))
    assert squad.name_zh in page
    found = told(admin.get(f"{UNITS}?q={squad.code}&place={squad.place_id}"))
    assert squad.code in found
    assert "street2.urban" not in found
    for odd in ("q=%25_%25", "q=%00", "place=7", "place=9" * 9, "after=x", "after=7:%00", "closed=7"):
        assert admin.get(f"{UNITS}?{odd}").status_code in (200, 422), odd
    assert 'class="empty"' in admin.get(f"{UNITS}?q=nothing-like-it").content.decode()


def test_many_units_come_in_pages(gallery, admin):
    first = Unit.objects.get(code="street1.urban")
    for number in range(60):
        Unit.objects.create(
            code=f"many-{number:02d}", name_zh=f"多{number}", name_en=f"Many {number}", roles=["many"],
            place_id=first.place_id, organisation_id=first.organisation_id, valid_from=gallery.town.at,
        )  # fmt: skip
    page = admin.get(f"{UNITS}?q=many")
    following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
    more = told(admin.get(f"{UNITS}{following[1].replace('&amp;', '&')}"))
    assert "many-59" in more
    assert "many-00" not in more


def test_a_unit_is_added_and_what_was_typed_stays_when_it_is_refused(gallery, admin):
    squad = gallery.town.units["street1.urban"]
    form = {
        "code": "new-1", "name_zh": "新单位", "name_en": "New", "roles": "fire, urban_management",
        "place": squad.place_id, "organisation": str(squad.organisation_id), "shield": "",
    }  # fmt: skip
    assert admin.post(f"{UNITS}new/", form).status_code == 302
    assert Unit.objects.get(code="new-1").roles == ["fire", "urban_management"]
    again = admin.post(f"{UNITS}new/", form)
    assert again.status_code == 422
    assert 'value="新单位"' in again.content.decode()
    assert admin.post(f"{UNITS}new/", {**form, "code": "new-2", "roles": "Not A Role"}).status_code == 422


def test_a_change_against_an_older_version_is_refused_and_shows_what_stands_now(gallery, admin):
    squad = gallery.town.units["street1.urban"]
    page = f"{UNITS}{squad.id}/"
    assert admin.post(page, form_of(squad, name_zh="改过的名字")).status_code == 302
    late = admin.post(page, form_of(squad, name_zh="另一个名字"))
    assert late.status_code == 409
    assert "改过的名字" in told(late)
    assert 'value="另一个名字"' in late.content.decode()
    squad = Unit.objects.get(id=squad.id)
    assert admin.post(page, form_of(squad, name_zh="另一个名字")).status_code == 302


def test_a_unit_that_closes_says_what_loses_its_owner_and_who_takes_over(gallery, admin):
    squad = gallery.town.units["street1.urban"]
    page = admin.get(f"{UNITS}{squad.id}/close/")
    words = told(page)
    assert page.status_code == 200
    assert re.search(r"clause|分流", words)
    assert "urban_management" in words
    assert "→" in words or "nobody" in words or "无人" in words
    assert "一件handling的事情" not in words, "counts only: this reader sees no case"
    assert admin.post(f"{UNITS}{squad.id}/close/", {"version": "99"}).status_code == 409
    assert (
        admin.post(f"{UNITS}{squad.id}/close/", {"version": str(squad.version), "leave": "1"}).status_code
        == 302
    )
    assert Unit.objects.get(id=squad.id).valid_to is not None
    assert admin.post(f"{UNITS}{squad.id}/close/", {"version": "2"}).status_code == 409


def test_a_close_against_an_older_version_and_a_foreign_unit_are_refused(gallery, browser):
    squad, at = gallery.town.units["street1.urban"], gallery.town.at
    with pytest.raises(ChangedMeanwhile):
        close_unit(unit=squad.id, version=7, by=gallery.town.actor("system_admin"), at=at)
    far = gallery.town.actor("system_admin", place=gallery.town.district.streets[1])
    with pytest.raises(UnitUnknown):
        close_unit(unit=squad.id, by=far, at=at)
    assert browser("far:system_admin").get(f"{UNITS}{squad.id}/").status_code == 404
    for role in ("operator", "security_admin", "auditor"):
        assert browser(role).get(UNITS).status_code == 403
        assert browser(role).post(f"{UNITS}{squad.id}/close/").status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_they_stand_in_both_languages(gallery, admin, language):
    squad = gallery.town.units["street1.urban"]
    admin.cookies["django_language"] = language
    for path in ("", "new/", f"{squad.id}/", f"{squad.id}/close/"):
        page = admin.get(f"{UNITS}{path}")
        assert page.status_code == 200
        assert f'<html lang="{language}"'.encode() in page.content
